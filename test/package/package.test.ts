import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deadLinksIn } from "../docs/links.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

/** Says that this is Node 20, before anything else runs. */
const OLD_NODE = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.1.0' })";

describe("the package, as npm packs it", () => {
  let folder: string;
  let bin: string;
  const midwatch = (args: readonly string[], cwd = folder) =>
    run(process.execPath, [bin, ...args], {
      cwd,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "midwatch-package-"));
    await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    await mkdir(join(folder, "empty"));
    await writeFile(join(folder, "empty", "package.json"), "{}");
    await run("npm", ["install", "--no-audit", "--no-fund", join(folder, tarball)], { cwd: join(folder, "empty") });
    bin = join(folder, "empty", "node_modules", "midwatch", "dist", "src", "cli", "bin.js");
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const installed = () => join(folder, "empty", "node_modules", "midwatch");
  const files = async () =>
    (await readdir(installed(), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(installed(), join(parentPath, name)));

  it("has the documentation within it, and no dead link in that", async () => {
    const pages = (await files()).filter((path) => path.endsWith(".md") && !path.startsWith("config"));
    expect(pages).toEqual(
      expect.arrayContaining(["README.md", "CHANGELOG.md", "docs/plugins.md", "docs/api/midwatch.md"]),
    );
    const dead = pages.flatMap((page) => deadLinksIn(join(installed(), page)).map((link) => `${page}: ${link}`));
    expect(dead).toEqual([]);
  });

  it("has nothing that nobody needs: source maps, tests, what tests leave behind", async () => {
    const needless = (await files()).filter((path) => /\.map$|\.test\.|^test|^dist\/(?!src|plugins)/.test(path));
    expect(needless).toEqual([]);
  });

  it("runs the demo", async () => {
    const { stdout } = await midwatch(["demo", "desk", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ missing: [], sessions: expect.any(Array) as unknown });
  });

  it("makes a fleet in an empty folder that runs at once", async () => {
    const own = join(folder, "own");
    await mkdir(own);
    await midwatch(["init", "--yes"], own);
    await midwatch(["check"], own);
    const { stdout } = await midwatch(["run", "helper", "--json"], own);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
  });

  it("puts a command on the path", async () => {
    const { stdout } = await run(join(folder, "empty", "node_modules", ".bin", "midwatch"), ["--version"], {
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    });
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("refuses a Node that is too old with a sentence and exit code 2", async () => {
    const refused = await run(process.execPath, ["--import", OLD_NODE, bin, "status"]).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("midwatch runs on Node 24 or later, but this is Node 20.1.0") as unknown,
    });
  });
});
