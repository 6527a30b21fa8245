import { existsSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";

const { before } = vi.hoisted(() => ({ before: { rename: (_to: string) => {} } }));

vi.mock(import("node:fs/promises"), async (load) => {
  const real = await load();
  const rename: typeof real.rename = async (from, to) => {
    before.rename(String(to));
    await real.rename(from, to);
  };
  return { ...real, rename };
});

const { keepWork } = await import("../../../../src/core/host/git/work-refs.ts");
const COMMIT = "a".repeat(40);

beforeEach(() => {
  before.rename = () => {};
});

function hub(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-refs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("a ref of a session's work is written although a git that packs refs removes its folder, empty as it is", async () => {
  const folder = hub();
  let removed = 0;
  before.rename = (to) => {
    if (removed++ < 2) rmdirSync(dirname(to));
  };
  await keepWork(folder, "s1", COMMIT);
  expect(removed).toBe(3);
  expect(readFileSync(join(folder, "refs/midwatch/work/s1", COMMIT), "utf8")).toBe(`${COMMIT}\n`);
});

it("a ref of a session's work that can never be written fails, and does not try for ever", async () => {
  const folder = hub();
  before.rename = (to) => {
    rmSync(dirname(to), { recursive: true });
  };
  await expect(keepWork(folder, "s1", COMMIT)).rejects.toThrow(/ENOENT/);
  expect(existsSync(join(folder, "refs/midwatch/work/s1", COMMIT))).toBe(false);
});
