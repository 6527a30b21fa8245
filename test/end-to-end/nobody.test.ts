import { expect, it } from "vitest";
import { TestFleet } from "./fleet.ts";

it("a name that is not there is answered with those that are, and with the one that was meant (B19)", async () => {
  const fleet = new TestFleet({ agents: { ada: {}, trader: {} } });
  await fleet.run("ada");
  await fleet.run("trader");
  fleet.declare("ben", {});
  expect(await fleet.cli("sessions", "ben")).toMatchObject({ code: 0, stdout: "no session of ben yet\n" });
  const asked = ["sessions", "why", "run", "logs", "show", "stop", "tell"].map(async (command) => {
    const { code, stdout, stderr } = await fleet.cli(command, "tradr", ...(command === "tell" ? ["x"] : []));
    return [
      command,
      code,
      stdout,
      / \(did you mean trader\?\); there are: ada(?:, ben)?, trader(?:, ben)?[;\n]/.test(stderr) || stderr,
    ];
  });
  const answers = await Promise.all(asked);
  expect(answers).toEqual(answers.map(([command]) => [command, 2, "", true]));
});
