import { execFile } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { BIN } from "./command-line.ts";
import { TestFleet } from "./fleet.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)("another user, in a fleet whose state is closed to them (needs root) (B14)", () => {
  const fleet = new TestFleet({ agents: { ada: {} } });
  chmodSync(fleet.root, 0o755);
  chmodSync(dirname(fleet.folder), 0o755);
  chmodSync(fleet.folder, 0o755);

  const asNobody = (...args: readonly string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((tell) => {
      const env = { PATH: process.env.PATH, HOME: "/nonexistent", NO_COLOR: "1" };
      const as = { uid: NOBODY, gid: NOBODY, env, cwd: "/" };
      execFile(process.execPath, [BIN, ...args, "--fleet", fleet.folder], as, (error, stdout, stderr) =>
        tell({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it("is told whose it is, by every command", async () => {
    await fleet.cli("check");
    await fleet.run("ada").catch(() => {});
    chmodSync(`${fleet.folder}/.midwatch`, 0o700);
    const told = `you may not read ${fleet.folder}/.midwatch: it belongs to root; run midwatch as root\n`;
    for (const args of [["status"], [], ["sessions"], ["why", "ada"], ["run", "ada"], ["check"]])
      expect([args, await asNobody(...args)]).toEqual([args, { code: 2, stdout: "", stderr: told }]);
  });

  it("is told of a ledger that is closed, and of a folder that cannot be written to", async () => {
    chmodSync(`${fleet.folder}/.midwatch`, 0o755);
    chmodSync(`${fleet.folder}/.midwatch/ledger.db`, 0o600);
    expect((await asNobody("status")).stderr).toMatch(/^you may not read .*ledger\.db: it belongs to root/);
    chmodSync(`${fleet.folder}/.midwatch/ledger.db`, 0o644);
    expect(await asNobody("run", "ada")).toMatchObject({ code: 2, stderr: expect.stringMatching(/may not write/) });
  });
});
