import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const built = join(root, "dist", "src");

describe.concurrent("the command line, bundled to start fast", () => {
  it("answers a status from a single file", async () => {
    const fleet = new TestFleet({ agents: { ada: { work: "duty", program: states("done") } } });
    await fleet.cli("run", "ada");
    const alone = temporaryFolder();
    write(alone, "package.json", '{ "type": "module" }');
    for (const file of ["bin.js", "quick.js"]) cpSync(join(built, "cli", file), join(alone, file));
    const { stdout } = await run(process.execPath, [join(alone, "bin.js"), "status", "--fleet", fleet.folder]);
    expect(stdout).toContain("ada");
  });

  it("tells a plugin's error for people from a bug, though the plugin has a copy of its own", async () => {
    const fleet = new TestFleet({ agents: { ada: { work: "duty" } } });
    write(fleet.folder, "plugin.mjs", throwing("the desk is closed: open it first"));
    const settings = "workspaces: { desk: { remote: ../remote.git } }\nplugins: [./plugin.mjs]\n";
    write(fleet.folder, "midwatch.yaml", `${settings}dispatch: { use: closed }\n`);
    const stderr =
      'the dispatch "closed" of the plugin "closed" (./plugin.mjs) could not be made: the desk is closed: open it first\n';
    expect(await fleet.cli("tick")).toMatchObject({ code: 2, stderr });
  });
});

const throwing = (sentence: string) => `
import { MidwatchError } from ${JSON.stringify(pathToFileURL(join(built, "index.js")).href)};
const create = () => { throw new MidwatchError(${JSON.stringify(sentence)}); };
const options = { safeParse: (data) => ({ success: true, data }) };
export default { name: "closed", register: (parts) => parts.provide("dispatch", { name: "closed", options, create }) };
`;
