import { describe, expect, it } from "vitest";
import { start } from "./command-line.ts";
import { states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const nowhere = async (...args: readonly string[]) => {
  const folder = temporaryFolder();
  return start(["options", ...args], { cwd: folder, home: folder }).finished;
};

describe.concurrent("midwatch options", () => {
  it("says of an option what it is for, its type, its default and an example, without a fleet, too", async () => {
    const { code, stdout } = await nowhere("agentDay");
    expect([code, stdout]).toEqual([
      0,
      [
        "budget policy caps",
        "  agentDay",
        "      Dollars each agent may cost in a day (number; default: 10)",
        "      e.g. { use: caps, agentDay: 10 }",
        "",
      ].join("\n"),
    ]);
  });

  it("lists the files, each part, and nothing twice", async () => {
    const { stdout } = await nowhere("--json");
    const groups = JSON.parse(stdout) as readonly { title: string; options: readonly { path: string }[] }[];
    const all = groups.flatMap(({ title, options }) => options.map(({ path }) => `${title} ${path}`));
    expect(groups.slice(0, 3).map(({ title }) => title)).toEqual([
      "midwatch.yaml",
      "agents/<name>.md",
      "backend command",
    ]);
    expect(all).toHaveLength(new Set(all).size);
    expect(all).toContain("agents/<name>.md limits.minutes");
  });

  it("names what was probably meant, where no option has the word", async () => {
    const { code, stderr } = await nowhere("tols");
    expect([code, stderr]).toEqual([2, expect.stringContaining("did you mean tools?")]);
  });

  it("lists the options of a plugin's parts, and says where its schema does not tell them", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    const own = "{ safeParse: () => ({ success: true, data: {} }) }";
    const telling = `{ ...${own}, "~standard": { jsonSchema: { input: () => ({ properties: { loud: { type: "boolean", description: "Whether it shouts" } } }) } } }`;
    const guard = (name: string, schema: string) =>
      `parts.provide("guard", { name: "${name}", options: ${schema}, create: () => ({}) });`;
    write(
      fleet.folder,
      "p.mjs",
      `export default { name: "p", register(parts) { ${guard("shout", telling)} ${guard("mute", own)} } };`,
    );
    fleet.configure(["workspaces: { desk: { remote: ../remote.git } }", "plugins: [./p.mjs]"]);
    expect((await fleet.cli("options", "shout")).stdout).toContain("Whether it shouts (true or false)");
    expect((await fleet.cli("options", "mute")).stdout).toContain("does not tell its options");
  });
});
