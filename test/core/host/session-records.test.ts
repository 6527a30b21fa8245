import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { StateFolders } from "../../../src/core/host/session-folders.ts";

const DAYS = 30;
const TEN_KB = "x".repeat(10_240);

it("S12: keeps the records of the latest sessions, and no more than there is room for, after a month of them", async () => {
  const root = await mkdtemp(join(tmpdir(), "midwatch-records-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const most = 10 * TEN_KB.length;
  const folders = new StateFolders(root, most);
  const id = (day: number) => `01a2${String(day).padStart(4, "0")}-0000-7000-8000-000000000000`;
  for (let day = 0; day < DAYS; day++) {
    const made = await folders.create(folders.path(id(day)));
    if (day !== 3) await mkdir(made.clone);
    await writeFile(join(made.input, "prompt.md"), TEN_KB.slice(0, 5_120));
    await writeFile(join(made.transcript, "t.jsonl"), TEN_KB.slice(0, 5_120));
    if (day === 3) await mkdir(made.clone);
    else await folders.drop(folders.path(id(day)));
  }
  const left = await readdir(root);
  // The fourth still has a clone: a person has to look at it.
  expect(left).toEqual([id(3), ...Array.from({ length: 10 }, (_, n) => id(DAYS - 10 + n))]);
  expect(existsSync(join(root, id(3), "clone"))).toBe(true);
});
