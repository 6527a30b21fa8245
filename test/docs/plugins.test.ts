import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { examplesIn, root } from "./examples.ts";

const run = promisify(execFile);

/** Inside the package, where "midwatch" and "zod" can be found as they are beside an installed midwatch. */
const SCRATCH = join(root, "dist", "examples");

describe("the plugin author's guide", () => {
  let folder: string;

  beforeAll(async () => {
    await mkdir(SCRATCH, { recursive: true });
    folder = await mkdtemp(join(SCRATCH, "plugins-"));
    const [plugin = ""] = await examplesIn("docs/plugins.md", "ts");
    const [, settings = ""] = await examplesIn("docs/plugins.md", "yaml");
    await writeFile(join(folder, "inbox.ts"), plugin);
    await writeFile(join(folder, "midwatch.yaml"), `workspaces: { desk: { remote: ./desk.git } }\n${settings}`);
    await cp(join(root, "config", "agents"), join(folder, "agents"), { recursive: true });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("shows a plugin that compiles against the published types", async () => {
    const strict = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024", "--skipLibCheck"];
    const options = [...strict, "--types", "node", "--ignoreConfig"];
    const { stdout } = await run(join(root, "node_modules", ".bin", "tsc"), [
      ...options,
      join(folder, "inbox.ts"),
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });

  it("shows a plugin that is loaded, and whose options are checked", async () => {
    const file = join(folder, "midwatch.yaml");
    const settings = await readFile(file, "utf8");
    await expect(loadConfig(folder, builtIn())).resolves.toMatchObject({
      sources: [{ use: "inbox" }, { use: "work-queue" }, { use: "workspace-tasks" }],
    });
    await writeFile(file, settings.replace("folder:", "fodler:"));
    await expect(loadConfig(folder, builtIn())).rejects.toThrow(
      'there is no option "fodler" (did you mean folder?); there are: folder',
    );
  });
});
