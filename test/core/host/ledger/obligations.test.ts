import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

it("owes again what was settled and has come up again", async () => {
  const ledger = new SqliteLedger(new Database(":memory:"));
  onTestFinished(() => ledger.close());
  const failing = (at: number) => ({ key: "failing:ann", owner: "owner", action: "look at ann", at });
  await ledger.oblige(failing(1));
  await ledger.oblige(failing(2));
  expect(await ledger.history.obligations()).toEqual([failing(1)]);
  await ledger.fulfil("failing:ann");
  await ledger.oblige(failing(3));
  expect(await ledger.history.obligations()).toEqual([failing(3)]);
});
