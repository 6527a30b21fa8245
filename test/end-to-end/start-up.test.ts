import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { BIN, start } from "./command-line.ts";
import { states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const run = promisify(execFile);
const built = join(import.meta.dirname, "..", "..", "dist");
const KIB = 1024;

/** Kibibytes of script that a command may load, with a tenth to spare: the time it takes to start follows from that. */
const LOADED: readonly (readonly [command: string, most: number])[] = [
  ["status", 136],
  ["--help", 500],
  ["", 1400],
  ["sessions", 1400],
  ["report", 2900],
  ["items", 2900],
];

/** Says at the end which files were loaded. */
const SPY = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from "node:module";
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
const sizes = new Map();
const note = (url) => url.startsWith("file:") && sizes.set(url, statSync(fileURLToPath(url)).size);
registerHooks({ load(url, context, next) { note(url); return next(url, context); } });
process.on("exit", () => writeFileSync(process.env.LOADED, JSON.stringify([...sizes])));
`)}`;

async function loaded(fleet: TestFleet, words: readonly string[]): Promise<readonly (readonly [string, number])[]> {
  const LOADED = join(temporaryFolder(), "loaded.json");
  const about = words.includes("--help") ? [] : ["--fleet", fleet.folder];
  const args = ["--import", SPY, BIN, ...words, ...about];
  await run(process.execPath, args, { env: { PATH: process.env.PATH, HOME: fleet.home, LOADED } });
  return JSON.parse(readFileSync(LOADED, "utf8")) as (readonly [string, number])[];
}

describe.concurrent("the command line, bundled to start fast", () => {
  it("loads for each command no more script than it needs", async () => {
    const fleet = new TestFleet({ agents: { ada: { work: "duty", program: states("done") } } });
    await fleet.cli("run", "ada");
    const tooMuch: Record<string, number> = {};
    for (const [command, most] of LOADED) {
      const files = await loaded(fleet, command.split(" ").filter(Boolean));
      const kibibytes = Math.round(files.reduce((sum, [, size]) => sum + size, 0) / KIB);
      if (kibibytes > most) tooMuch[command] = kibibytes;
    }
    expect(tooMuch).toEqual({});
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

describe.concurrent("the cache of what Node has compiled", () => {
  const help = (home: string, env: Record<string, string> = {}) => start(["--help"], { cwd: "/", home, env }).finished;
  const compiled = (cache: string) => join(cache, "midwatch", "compiled");
  const isFilled = (cache: string) => existsSync(compiled(cache)) && readdirSync(compiled(cache)).length > 0;

  it("is kept in the user's own cache, and nowhere in the package", async () => {
    const home = temporaryFolder();
    const before = readdirSync(built, { recursive: true });
    expect(await help(home)).toMatchObject({ code: 0, stderr: "" });
    expect([isFilled(join(home, ".cache")), readdirSync(built, { recursive: true })]).toEqual([true, before]);
  });

  it("is kept where XDG_CACHE_HOME says", async () => {
    const [home, cache] = [temporaryFolder(), temporaryFolder()];
    await help(home, { XDG_CACHE_HOME: cache });
    expect([isFilled(cache), readdirSync(home)]).toEqual([true, []]);
  });

  it("is done without, and without a word, where its folder cannot be made", async () => {
    const home = join(temporaryFolder(), "home");
    writeFileSync(home, "a file");
    expect(await help(home)).toMatchObject({ code: 0, stderr: "" });
  });

  it("is done without where others may write its folder, or one above it", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".cache"));
    chmodSync(join(home, ".cache"), 0o777);
    await help(home);
    expect(isFilled(join(home, ".cache"))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("is done without where the folder above it is another user's", async () => {
    const home = temporaryFolder();
    chownSync(home, 65_534, 65_534);
    await help(home);
    expect(isFilled(join(home, ".cache"))).toBe(false);
  });
});

const throwing = (sentence: string) => `
import { MidwatchError } from ${JSON.stringify(pathToFileURL(join(built, "src", "index.js")).href)};
const create = () => { throw new MidwatchError(${JSON.stringify(sentence)}); };
const options = { safeParse: (data) => ({ success: true, data }) };
export default { name: "closed", register: (parts) => parts.provide("dispatch", { name: "closed", options, create }) };
`;
