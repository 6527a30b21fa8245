import { expect, it } from "vitest";
import type { DueRecord } from "../../../src/core/contracts/due-record.ts";
import { type Kept, unmet } from "../../../src/core/dues/unmet.ts";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import { KNOWN } from "../when/calendars.ts";

const MINUTE = 60_000;
const LATE = 15 * MINUTE;
const RULE = "Mon 10:30 in UTC";
/** A Monday. */
const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00Z`);

const parsed = parseWhen([RULE], KNOWN);
if (!isWhen(parsed)) throw new Error("this is a rule");
const trader = { name: "trader", when: parsed };

const kept = (what: Partial<Kept> = {}): Kept => ({
  agents: [trader],
  cursors: [{ agent: "trader", rule: RULE, upto: at("10:00") }],
  pending: [],
  atWork: [],
  stops: [],
  ...what,
});

const due = (what: Partial<DueRecord> = {}): DueRecord => ({
  id: "1",
  agent: "trader",
  rule: RULE,
  from: at("10:30"),
  to: at("10:30"),
  until: at("16:00"),
  n: 1,
  duty: true,
  state: "pending",
  reason: "slots are taken",
  ...what,
});

const seen = [{ agent: "trader", rule: RULE, upto: at("10:31") }];

it("says of a due that nobody has looked at that midwatch is not running", () => {
  expect(unmet(kept(), at("10:45"), LATE)).toEqual([
    {
      status: "fail",
      agent: "trader",
      rule: RULE,
      at: at("10:30"),
      reason: "this schedule was not checked since then: midwatch is not running, or hangs",
    },
  ]);
});

it("gives whoever runs midwatch some minutes", () => {
  expect(unmet(kept(), at("10:44"), LATE)).toEqual([]);
});

it("is content when the due was looked at and has come to an end", () => {
  expect(unmet(kept({ cursors: seen }), at("12:00"), LATE)).toEqual([]);
});

it("warns of a due that waits, with what it waits for", () => {
  const found = unmet(kept({ cursors: seen, pending: [due()] }), at("11:00"), LATE);
  expect(found).toMatchObject([{ status: "warn", reason: "it still waits: slots are taken" }]);
});

it("does not warn of a due that waits for its agent to end its work", () => {
  expect(unmet(kept({ cursors: seen, pending: [due()], atWork: ["trader"] }), at("11:00"), LATE)).toEqual([]);
});

it("says of a due that is pending past its end that nobody looks, even while its agent is at work", () => {
  const found = unmet(kept({ cursors: seen, pending: [due()], atWork: ["trader"] }), at("16:30"), LATE);
  expect(found).toMatchObject([{ status: "fail", reason: expect.stringMatching(/^its time has passed/) as string }]);
});

it("warns of a rule that was never looked at: until then it brings nothing", () => {
  expect(unmet(kept({ cursors: [] }), at("10:00"), LATE)).toMatchObject([{ status: "warn", agent: "trader" }]);
});

it.for(["*", "trader"])("misses nothing while %s is stopped", (scope) => {
  const stops = [{ scope, owner: "owner", reason: "moving house", at: 0 }];
  expect(unmet(kept({ stops }), at("12:00"), LATE)).toEqual([]);
});
