import { expect, it } from "vitest";
import { neverWaited } from "../../../src/core/dues/accrual.ts";

it.each([
  ["as scheduled", true],
  ["as scheduled, as the agent's duty", true],
  ["its rule says so, and the due is its duty", true],
  ["waiting: no slot is free", false],
])("a due with the reason %j has never waited: %j, in ledgers of every version", (reason, never) => {
  expect(neverWaited({ reason })).toBe(never);
});
