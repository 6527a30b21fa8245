import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMES_MINUTES, until } from "../limits.ts";
import { appears, processesWith } from "./command-line.ts";
import { TestFleet, write } from "./fleet.ts";

const STOPPED = { outcome: { kind: "stopped", cause: "deadline" }, publication: { kind: "rescued" } };

/** A guard of the owner's that comes back when it is let go, and nothing of midwatch's before, at the agent's first word. */
const BLOCKS = (signals: string) => `import { existsSync, writeFileSync } from "node:fs";
const wait = () => {
  writeFileSync("${signals}/blocked", "");
  while (!existsSync("${signals}/free")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
};
const guard = () => (event) => {
  if (event.type === "message") wait();
  return { ok: true };
};
const options = { safeParse: (data) => ({ success: true, data }) };
const blocks = { name: "blocks", options, create: () => ({ cause: "guard", guard }) };
export default { name: "blocks", register: (registry) => registry.provide("guard", blocks) };
`;

describe.concurrent("a run that holds midwatch up", () => {
  it("a run that holds midwatch up by a byte now and then is stopped at its deadline all the same (B07)", async () => {
    const left = "86421.75";
    const program = `echo saved > note; sleep ${left} & while :; do printf .; sleep 0.1; done`;
    const fleet = new TestFleet({ agents: { ada: { program, minutes: COMES_MINUTES } }, tasks: ["a"] });
    const ran = await fleet.run("ada");
    expect(ran).toMatchObject(STOPPED);
    expect(fleet.git("show", `${ran.publication.ref}:note`)).toBe("saved");
    expect(processesWith(left)).toEqual([]);
  });

  it("a run that holds midwatch up by asking for a sign-in or a yes finds nobody there, and ends with its question (B16)", async () => {
    const asks = `cat > /dev/null; printf 'Not signed in. Open a browser? [Y/n] '; read -r answer || exit 4`;
    const fleet = new TestFleet({ agents: { ada: { program: asks } }, tasks: ["a"] });
    const { outcome } = await fleet.run("ada");
    expect(outcome).toMatchObject({
      kind: "failed",
      reason: "it exited with 4: Not signed in. Open a browser? [Y/n]",
    });
  });

  it("a run that holds midwatch up by asking at a terminal finds none (B16)", async () => {
    const asks = `printf 'Password: ' > /dev/tty || exit 5; read -rs answer < /dev/tty`;
    const fleet = new TestFleet({ agents: { ada: { program: asks } }, tasks: ["a"] });
    expect((await fleet.run("ada")).outcome).toMatchObject({ kind: "failed", reason: expect.stringContaining("5") });
  });

  it("a run that holds midwatch up by a part of the owner's that does not come back is ended from outside, at its deadline (B22)", async () => {
    const left = "75319.5";
    const program = `echo saved > note; echo working; sleep ${left}`;
    const fleet = new TestFleet({ agents: { ada: { program, minutes: COMES_MINUTES } }, tasks: ["a"] });
    write(fleet.folder, "blocks.mjs", BLOCKS(fleet.signals));
    const parts = "plugins: [./blocks.mjs]\nguards: [{ use: blocks }]\n";
    write(fleet.folder, "midwatch.yaml", `workspaces:\n  desk: { remote: ../remote.git }\n${parts}`);
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "blocked"));
    // It says that it works before it does.
    await until(() => processesWith(left).length > 0, "its program at work");
    // There is no event to be waited for: whoever would tell of it is held up.
    await until(() => processesWith(left).length === 0, "its end");
    fleet.signal("free");
    const ran = JSON.parse((await run.finished).stdout) as { publication: { ref: string } };
    expect(ran).toMatchObject(STOPPED);
    expect(fleet.git("show", `${ran.publication.ref}:note`)).toBe("saved");
  });
});
