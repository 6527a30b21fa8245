import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const COUNT = 40;
const MODULE = join(import.meta.dirname, "..", "..", "..", "..", "src", "core", "host", "ledger");

/** Writes obligations until it is killed, and says each that is on the disk. */
const WRITER = `
const { Database } = await import("${MODULE}/database.ts");
const { SqliteLedger } = await import("${MODULE}/sqlite-ledger.ts");
const ledger = new SqliteLedger(new Database(process.argv[1]));
for (let n = 0; ; n++) {
  await ledger.oblige({ key: "k" + n, owner: "ann", action: "act", at: n });
  process.stdout.write("k" + n + "\\n");
}`;

/** A ledger whose writer was killed in the middle of its work: with a log beside it, and an index of that. */
async function killed() {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-ledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "ledger.db");
  const child = spawn(process.execPath, ["--input-type=module", "-e", WRITER, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  while (said.split("\n").length < COUNT) await once(child.stdout, "data");
  const gone = once(child, "close");
  child.kill("SIGKILL");
  await gone;
  return { folder, file, written: said.split("\n").slice(0, -1) };
}

async function keysIn(file: string): Promise<readonly string[]> {
  const ledger = new SqliteLedger(new Database(file));
  try {
    return (await ledger.history.obligations()).map(({ key }) => key);
  } finally {
    ledger.close();
  }
}

it("S10: a ledger whose writer was killed with -9 has all that it had acknowledged", async () => {
  const { file, written } = await killed();
  expect(await keysIn(file)).toEqual(expect.arrayContaining([...written]));
});

it("S10: garbage in the index of its log changes nothing", async () => {
  const { file, written } = await killed();
  await writeFile(`${file}-shm`, Buffer.alloc(32_768, 0xa5));
  expect(await keysIn(file)).toEqual(expect.arrayContaining([...written]));
});

it("S10: a log without its ledger is not taken for a new fleet", async () => {
  const { folder, file } = await killed();
  await mkdir(join(folder, "sessions"));
  await rm(file);
  expect(() => new Database(file)).toThrow(/is empty, although sessions have run here/);
});

it("S10: a ledger that was cut short is refused with what to do, and nothing is written to it", async () => {
  const { file } = await killed();
  // Folds its log in: what is cut off then is gone.
  new Database(file).close();
  await truncate(file, 4096);
  const before = await readFile(file);
  expect(() => new Database(file)).toThrow(/is damaged: midwatch restore shows the backups/);
  expect(await readFile(file)).toEqual(before);
});
