import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const SCRIPT = resolve("scripts/release.mjs");
const CHANGELOG = `# Changelog

## [Unreleased]

- It can fly.

## [0.1.0] - 2026-11-01

- It can walk.
`;

/** A package of its own in a repository of its own, whose check ends with that code. */
function packageWith({ check = 0, changelog = CHANGELOG } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-release-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const settings = { name: "walker", version: "0.1.0", scripts: { check: `exit ${check}` } };
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("package.json", `${JSON.stringify(settings, null, 2)}\n`);
  write(
    "package-lock.json",
    `${JSON.stringify({ version: "0.1.0", packages: { "": { version: "0.1.0" } } }, null, 2)}\n`,
  );
  write("CHANGELOG.md", changelog);
  write(".gitignore", "*.tgz\n");
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch", "main");
  git("config", "user.name", "Releaser");
  git("config", "user.email", "releaser@example.org");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
  const release = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  /** All that a release could change. */
  const state = () => [git("log", "--format=%s"), git("tag"), git("status", "--porcelain"), ...readdirSync(folder)];
  return { folder, git, release, read, write, state };
}

describe("a release", () => {
  it("sets the version, dates what is new, commits, tags and packs, and lets nothing out", () => {
    const { release, read, git, folder } = packageWith();
    const { code, stdout, stderr } = release("0.2.0");
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing has left") as string,
      stderr: "",
    });
    expect(JSON.parse(read("package.json"))).toMatchObject({ version: "0.2.0" });
    expect(JSON.parse(read("package-lock.json"))).toEqual({ version: "0.2.0", packages: { "": { version: "0.2.0" } } });
    expect(read("CHANGELOG.md")).toMatch(
      /^## \[Unreleased\]\n\n## \[0\.2\.0\] - \d{4}-\d\d-\d\d\n\n- It can fly\.\n\n## \[0\.1\.0\]/m,
    );
    expect([git("log", "-1", "--format=%s"), git("describe"), git("status", "--porcelain")]).toEqual([
      "Release 0.2.0",
      "v0.2.0",
      "",
    ]);
    expect(readdirSync(folder)).toContain("walker-0.2.0.tgz");
  });

  it("a release that is rehearsed says each step, and changes nothing", () => {
    const { release, state, read } = packageWith();
    const before = state();
    const { code, stdout } = release("0.2.0", "--dry-run", "--publish");
    expect(code).toBe(0);
    for (const what of [
      "npm run check",
      "version 0.2.0",
      "is dated",
      "v0.2.0",
      "a tarball",
      "npm publish --provenance",
    ])
      expect(stdout).toContain(what);
    expect(stdout).toContain("Nothing was changed.");
    expect([state(), read("CHANGELOG.md")]).toEqual([before, CHANGELOG]);
  });

  it("publishes nothing unless it is told to", () => {
    expect(packageWith().release("0.2.0", "--dry-run").stdout).not.toContain("publish");
  });

  it("a release of the version that is there already is a first one: its section stays as it is dated", () => {
    const { release, read, git } = packageWith();
    expect(release("0.1.0").code).toBe(0);
    expect([read("CHANGELOG.md"), git("describe")]).toEqual([CHANGELOG, "v0.1.0"]);
  });

  it.each([
    ["without a version", [], "which version? npm run release -- 0.1.0, or a higher one"],
    ["of no version", ["next"], "which version?"],
    ["of a lower one", ["0.0.9"], "0.0.9 is lower than 0.1.0"],
  ] as const)("%s is refused", (_, args, complaint) => {
    const { release, state } = packageWith();
    const before = state();
    const { code, stderr } = release(...args);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(complaint) as string });
    expect(state()).toEqual(before);
  });

  it("is refused where something is not committed", () => {
    const { release, write, git } = packageWith();
    write("new.txt", "new");
    expect(release("0.2.0")).toMatchObject({ code: 1, stderr: expect.stringContaining("not committed") as string });
    expect(git("tag")).toBe("");
  });

  it("is refused where the check is red", () => {
    const { release, git, state } = packageWith({ check: 1 });
    const before = state();
    expect(release("0.2.0")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("npm run check failed") as string,
    });
    expect(state()).toEqual(before);
    expect(git("tag")).toBe("");
  });

  it("is refused where nothing is new", () => {
    const { release } = packageWith({ changelog: CHANGELOG.replace("- It can fly.\n\n", "") });
    expect(release("0.2.0")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("nothing under [Unreleased]") as string,
    });
  });

  it("is refused where that tag is there", () => {
    const { release, git } = packageWith();
    git("tag", "v0.2.0");
    expect(release("0.2.0")).toMatchObject({ code: 1, stderr: expect.stringContaining("a tag v0.2.0") as string });
  });
});

describe("CHANGELOG.md", () => {
  it("has a dated section for each version, the newest first, and one for what is unreleased", () => {
    const headings = [...readFileSync("CHANGELOG.md", "utf8").matchAll(/^## (?<title>.*)$/gm)];
    const [first, ...others] = headings.map(({ groups }) => groups?.title);
    expect(first).toBe("[Unreleased]");
    expect(others.length).toBeGreaterThan(0);
    for (const title of others) expect(title).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
  });
});
