import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { examplesIn, root } from "./examples.ts";

const run = promisify(execFile);
const PAGE = "docs/backends.md";

/** Inside the package, where "midwatch" and "zod" can be found as they are beside an installed midwatch. */
const SCRATCH = join(root, "dist", "examples");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const outputOf = (program: string, args: readonly string[]) =>
  run(program, [...args], { env: { ...process.env, NO_COLOR: "1" } }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );

describe("the page on writing a backend", () => {
  let folder: string;

  beforeAll(async () => {
    await mkdir(SCRATCH, { recursive: true });
    folder = await mkdtemp(join(SCRATCH, "backends-"));
    const [plugin = "", suite = ""] = await examplesIn(PAGE, "ts");
    const [settings = ""] = await examplesIn(PAGE, "yaml");
    await writeFile(join(folder, "scribe.ts"), plugin);
    await writeFile(join(folder, "scribe.test.ts"), suite);
    await writeFile(join(folder, "midwatch.yaml"), `workspaces: { desk: { remote: ./desk.git } }\n${settings}`);
    await cp(join(root, "config", "agents"), join(folder, "agents"), { recursive: true });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("shows a backend and its tests, which compile against the published types", async () => {
    const strict = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024", "--skipLibCheck"];
    const options = [...strict, "--types", "node", "--ignoreConfig", "--allowImportingTsExtensions"];
    const files = ["scribe.ts", "scribe.test.ts"].map((file) => join(folder, file));
    expect((await outputOf(bin("tsc"), [...options, ...files])).stdout).toBe("");
  });

  it("shows a backend that midwatch loads, for an agent whose file names it", async () => {
    const agent = "---\ndescription: Writes\nbackend: { use: scribe, run: [./scribe] }\n---\n\nWrite.\n";
    await writeFile(join(folder, "agents", "writer.md"), agent);
    const parts = builtIn();
    const { agents } = await loadConfig(folder, parts);
    expect(agents.find(({ name }) => name === "writer")?.backend).toEqual({ use: "scribe", run: ["./scribe"] });
  });

  it("shows tests that this backend passes, every one of them", async () => {
    const { stdout, stderr } = await outputOf(bin("vitest"), ["run", "--root", folder, "--reporter=verbose"]);
    expect(stdout + stderr).toMatch(/Tests {2}(?<all>1\d) passed \(\k<all>\)/);
  });

  it("names every event there is, and everything a run is asked", async () => {
    const page = await readFile(join(root, PAGE), "utf8");
    const contract = await readFile(join(root, "src/core/contracts/backend.ts"), "utf8");
    const events = [...contract.matchAll(/readonly type: "(?<type>\w+)"/g)].map(({ groups }) => groups?.type ?? "");
    const request = /interface BackendRequest \{(?<body>[\s\S]*?)^\}/m.exec(contract)?.groups?.body ?? "";
    const fields = [...request.matchAll(/^ {2}readonly (?<field>\w+)/gm)].map(({ groups }) => groups?.field ?? "");
    expect([events.length, fields.length].every((count) => count > 6)).toBe(true);
    expect([...events, ...fields].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
