import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { exposedFiles, trustIn } from "../../src/config/exposed-files.ts";

const AGENT = "---\ndescription: Trades\nbackend: { use: command, run: [node, ./trader.mjs] }\n---\nTrade.\n";
const isRoot = process.geteuid?.() === 0;

let root: string;
let fleet: string;

beforeEach(() => {
  Reflect.deleteProperty(globalThis, "ran");
  root = realpathSync(mkdtempSync(join(tmpdir(), "midwatch-exposed-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  fleet = join(root, "fleet");
  for (const folder of ["agents", "calendars", ".midwatch", "parts"])
    mkdirSync(join(fleet, folder), { recursive: true });
  for (const folder of ["", "agents", "calendars", "parts"]) chmodSync(join(fleet, folder), 0o755);
  write("midwatch.yaml", "workspaces: { desk: { remote: ./desk.git } }\nplugins: [./parts/p.mjs]\n");
  write("agents/trader.md", AGENT);
  write("parts/p.mjs", 'export default { name: "p", register() { globalThis.ran = true; } };\n');
});

function write(path: string, text: string): void {
  writeFileSync(join(fleet, path), text);
  chmodSync(join(fleet, path), 0o644);
}

const starting = () =>
  loadConfig(fleet, builtIn(), "owner").then(
    () => "started",
    (error: Error) => error.message,
  );

describe("a fleet starts", () => {
  it("a fleet starts when its files are its owner's", async () => {
    expect([await starting(), exposedFiles(fleet)]).toEqual(["started", []]);
  });

  it.runIf(isRoot)("a fleet starts when a group may write them that nobody else is in", async () => {
    for (const path of ["", "midwatch.yaml", "agents", "agents/trader.md"]) chmodSync(join(fleet, path), 0o775);
    expect(await starting()).toBe("started");
  });

  it("below a folder in which everybody may write, and nobody remove what is another's", async () => {
    chmodSync(root, 0o1777);
    expect(await starting()).toBe("started");
  });

  it("a fleet starts with files that others may write when it is told so, and not by themselves", async () => {
    chmodSync(join(fleet, "midwatch.yaml"), 0o666);
    expect([trustIn({ MIDWATCH_TRUST_FILES: "1" }), trustIn({})]).toEqual(["everybody", "owner"]);
    expect((await loadConfig(fleet, builtIn(), "everybody")).agents).toHaveLength(1);
  });
});

describe("nothing starts, and the command that mends it is named, when others may write (S17)", () => {
  it.for<[string, number]>([
    ["midwatch.yaml", 0o666],
    ["midwatch.yaml", 0o602],
    ["agents/trader.md", 0o666],
    ["agents", 0o777],
    ["calendars", 0o777],
    ["parts/p.mjs", 0o646],
    [".midwatch", 0o777],
    ["", 0o777],
    ["", 0o1777],
  ])("%s, at %o", async ([path, mode]) => {
    const exposed = join(fleet, path);
    chmodSync(exposed, mode);
    const shown = path === "" ? fleet : path;
    const said = `${shown}: it is writable by everyone (mode ${mode.toString(8).padStart(4, "0")}): chmod go-w ${exposed}`;
    expect(await starting()).toContain(said);
    expect(Reflect.get(globalThis, "ran")).toBe(undefined);
  });

  it("the folder above", async () => {
    chmodSync(root, 0o777);
    expect(await starting()).toContain(`${root}: it is writable by everyone (mode 0777): chmod go-w ${root}`);
  });

  it.runIf(isRoot).for(["midwatch.yaml", "agents/trader.md", ".midwatch", ""])(
    "%s, as it belongs to somebody else",
    async (path) => {
      chownSync(join(fleet, path), 12345, 12345);
      expect(await starting()).toMatch(
        new RegExp(`it belongs to another user \\(12345\\): sudo chown \\S+ ${join(fleet, path)}`),
      );
    },
  );

  it.runIf(isRoot)("a group with others in it", async () => {
    chmodSync(join(fleet, "midwatch.yaml"), 0o664);
    chownSync(join(fleet, "midwatch.yaml"), 0, 54321);
    expect(await starting()).toContain("midwatch.yaml: it may be written by the group 54321 (mode 0664)");
  });

  it("a link in the place of the state", async () => {
    rmSync(join(fleet, ".midwatch"), { recursive: true });
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(fleet, ".midwatch"));
    expect(await starting()).toMatch(/^\.midwatch: it is a link: /m);
  });
});
