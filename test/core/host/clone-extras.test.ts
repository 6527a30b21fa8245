import { execFileSync } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { TreeDefinition } from "../../../src/core/contracts/agent.ts";
import { addedPaths, keep, prepareClone } from "../../../src/core/host/clone-extras.ts";

const BARE: TreeDefinition = { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false };
let places: { clone: string; from: string; kept: string };

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "midwatch-tree-"));
  onTestFinished(() => rm(root, { recursive: true }));
  places = { clone: join(root, "clone"), from: join(root, "from"), kept: join(root, "kept") };
  for (const folder of Object.values(places)) await mkdir(folder);
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const inClone = (path: string) => readFile(join(places.clone, path), "utf8");

it("copies files and whole folders, and never names them for a commit", async () => {
  await write(join(places.from, "conf/.env"), "KEY=1");
  await write(join(places.from, "models/a/b.bin"), "b");
  const tree = { ...BARE, copy: ["conf/.env", "models"] };
  await prepareClone(tree, places);
  expect([await inClone("conf/.env"), await inClone("models/a/b.bin")]).toEqual(["KEY=1", "b"]);
  expect(addedPaths(tree)).toEqual(["conf/.env", "models"]);
});

it("links to where it is, so that nothing large is copied", async () => {
  await write(join(places.from, "node_modules/x.js"), "x");
  await prepareClone({ ...BARE, link: ["node_modules"] }, places);
  expect(await readlink(join(places.clone, "node_modules"))).toBe(join(places.from, "node_modules"));
});

it("gives the next session what this one was to keep, and nothing of what it has removed inside", async () => {
  const tree = { ...BARE, keep: [".cache"] };
  await prepareClone(tree, places);
  await write(join(places.clone, ".cache/old"), "1");
  await keep(tree, places);
  await rm(join(places.clone, ".cache"), { recursive: true });
  await write(join(places.clone, ".cache/new"), "2");
  await keep(tree, places);
  await rm(join(places.clone, ".cache"), { recursive: true });
  await prepareClone(tree, places);
  expect(await inClone(".cache/new")).toBe("2");
  await expect(inClone(".cache/old")).rejects.toThrow("ENOENT");
});

it("keeps nothing that a link in the clone leads to, and no pipe (S2)", async () => {
  const outside = join(places.from, "secrets");
  await write(join(outside, "token"), "secret");
  await symlink(outside, join(places.clone, "build"));
  await write(join(places.clone, "cache/a"), "a");
  execFileSync("mkfifo", [join(places.clone, "cache/pipe")]);
  await keep({ ...BARE, keep: ["build/token", "cache"] }, places);
  expect((await readdir(places.kept, { recursive: true })).toSorted()).toEqual(["cache", "cache/a"]);
});

it("writes nothing by way of a link that it has kept itself (S2)", async () => {
  const outside = join(places.from, "elsewhere");
  await mkdir(outside);
  await symlink(outside, join(places.kept, "build"));
  await write(join(places.clone, "build/out"), "planted");
  await keep({ ...BARE, keep: ["build/out"] }, places);
  expect(await readdir(outside)).toEqual([]);
});

it.for(["copy", "link"] as const)("says what is missing that is to be found by %s", async (option) => {
  await expect(prepareClone({ ...BARE, [option]: [".env"] }, places)).rejects.toThrow(
    `${option}: there is no .env in ${places.from}`,
  );
});

it.for(["../other/.env", "/etc/passwd", ".", "a/../../x"])("%s leads out, and is refused", async (path) => {
  await expect(prepareClone({ ...BARE, copy: [path] }, places)).rejects.toThrow("leads out of");
});

it("brings nothing in through a link that the workspace holds", async () => {
  await write(join(places.from, "conf/.env"), "KEY=1");
  await symlink(places.kept, join(places.clone, "conf"));
  await expect(prepareClone({ ...BARE, copy: ["conf/.env"] }, places)).rejects.toThrow(
    "conf is a link in the workspace",
  );
  await expect(lstat(join(places.kept, ".env"))).rejects.toThrow("ENOENT");
});
