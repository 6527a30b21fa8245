import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeConfiguration } from "../../../src/core/host/git/configuration.ts";
import { Database } from "../../../src/core/host/ledger/database.ts";
import { aMoment } from "../../limits.ts";

const source = (path: string) => JSON.stringify(new URL(`../../../src/core/host/${path}`, import.meta.url).href);
const KILLS = 12;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that writes for ever, killed at some moment after its first write. */
async function killed(program: string, after: number): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  await aMoment(after);
  child.kill("SIGKILL");
  await once(child, "exit");
}

it("git's configuration is whole whenever its writer is killed (K07)", async () => {
  const folder = temporaryFolder();
  const whole = readFileSync(await writeConfiguration(folder), "utf8");
  const program = `
    import { writeConfiguration } from ${source("git/configuration.ts")};
    for (;;) { await writeConfiguration(${JSON.stringify(folder)}); console.log("written"); }`;
  for (let kill = 0; kill < KILLS; kill++) {
    await killed(program, kill);
    expect(readFileSync(join(folder, "gitconfig"), "utf8")).toBe(whole);
  }
});

it("drafts of git's configuration that killed processes left an hour ago go, and today's stay", async () => {
  const folder = temporaryFolder();
  const [old, young] = ["gitconfig.17", "gitconfig.18"].map((name) => join(folder, name)) as [string, string];
  for (const draft of [old, young]) writeFileSync(draft, "[core");
  const before = Date.now() / 1000 - 2 * 3600;
  utimesSync(old, before, before);
  await writeConfiguration(folder);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

it("the ledger holds all of a transaction or nothing whenever its writer is killed (K07)", async () => {
  const file = join(temporaryFolder(), "ledger.db");
  const program = `
    import { Database } from ${source("ledger/database.ts")};
    const db = new Database(${JSON.stringify(file)});
    for (let n = Date.now() * 1000; ; n++) {
      db.transaction(() => {
        for (const half of ["a", "b"]) db.write("INSERT INTO obligation VALUES (?, ?, 'x', ?, NULL)", half + n, half, n);
      });
      console.log("written");
    }`;
  for (let kill = 0; kill < KILLS; kill++) {
    await killed(program, kill);
    const db = new Database(file);
    expect(db.rows("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(db.rows("SELECT at FROM obligation GROUP BY at HAVING count(*) <> 2")).toEqual([]);
    db.close();
  }
});
