import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const A = { workspace: "main", blob: "a", session: "1", origin: "an issue" };

async function ledger() {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-taints-"));
  const made = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(async () => {
    made.close();
    await rm(folder, { recursive: true });
  });
  return made.taints;
}

it("knows which texts of a workspace, and which sessions, strangers have had a part in", async () => {
  const taints = await ledger();
  expect(await taints.any("main")).toBe(false);
  await taints.add([A, { ...A, blob: "b", session: "2", origin: "the web" }]);
  await taints.add([]);
  expect(await taints.any("main")).toBe(true);
  expect(await taints.any("other")).toBe(false);
  expect([...(await taints.among("main", ["a", "b", "c", ""]))]).toEqual([
    ["a", "an issue"],
    ["b", "the web"],
  ]);
  expect([...(await taints.among("other", ["a"]))]).toEqual([]);
  expect([...(await taints.sessions(["2", "3"]))]).toEqual([["2", "the web"]]);
});

it("keeps the first origin of a text, however often it is published", async () => {
  const taints = await ledger();
  await taints.add([A]);
  await taints.add([{ ...A, session: "9", origin: "another" }]);
  expect((await taints.among("main", ["a"])).get("a")).toBe("an issue");
});

it("can be asked about thousands at once", async () => {
  const taints = await ledger();
  await taints.add([A]);
  const many = Array.from({ length: 40_000 }, (_, n) => `blob ${n}`);
  expect((await taints.among("main", [...many, "a"])).size).toBe(1);
});
