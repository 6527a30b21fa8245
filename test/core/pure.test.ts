import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import type { OutcomeKind } from "../../src/core/contracts/outcome.ts";
import type { Cause } from "../../src/core/contracts/run-result.ts";
import { claimAfter } from "../../src/core/host/ledger/claims.ts";
import { outcomeOf, reportOf } from "../../src/core/notes/report.ts";
import { Named } from "../../src/core/parts/named.ts";
import { dutyOf } from "../../src/core/work/duty.ts";

describe("what a claim becomes", () => {
  const none = { kind: "none", reason: "" } as const;
  const rescued = { kind: "rescued", ref: "refs/x", reason: "" } as const;

  it.each<[OutcomeKind, typeof none | typeof rescued, number, string, number, Cause?]>([
    ["done", none, 2, "done", 0],
    ["waiting", none, 2, "done", 0],
    ["done", rescued, 0, "free", 1],
    ["done", rescued, 2, "quarantined", 3],
    ["progress", none, 2, "free", 0],
    ["progress", rescued, 1, "free", 2],
    ["deferred", none, 2, "free", 2],
    ["stopped", rescued, 2, "free", 2, "stopped"],
    ["stopped", rescued, 2, "quarantined", 3, "loop"],
    ["stopped", rescued, 0, "free", 1, "deadline"],
    ["failed", none, 2, "free", 2, "auth"],
    ["failed", rescued, 1, "free", 2],
    ["crashed", none, 2, "quarantined", 3],
    ["no-effect", none, 2, "quarantined", 3],
  ])(
    "what a claim becomes after %s, with %j and %i fruitless sessions before, is %s, of %i sessions, for %s",
    (kind, publication, attempts, state, after, cause) => {
      const outcome = { kind, reason: "so", ...(cause && { cause }) };
      expect(claimAfter({ attempts }, outcome, publication)).toEqual({
        state,
        attempts: after,
        reason: `${kind}: so`,
      });
    },
  );
});

describe("a duty", () => {
  const agent = (...work: string[]) => ({ name: "ann", work }) as unknown as AgentDefinition;
  const isDuty = (last: string | undefined, now: string, zone: string) =>
    dutyOf(agent("duty", "work-queue"), {
      wanted: undefined,
      lastDuty: last === undefined ? undefined : { at: Date.parse(last), session: "s" },
      now: Date.parse(now),
      zone,
    }).duty;

  it.each([
    [undefined, "2026-11-21T10:00:00Z", "UTC", true],
    ["2026-11-21T00:00:00Z", "2026-11-21T23:59:59Z", "UTC", false],
    ["2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z", "UTC", true],
    ["2026-11-21T22:30:00Z", "2026-11-21T23:30:00Z", "Europe/Berlin", true],
    ["2026-11-21T23:30:00Z", "2026-11-22T22:30:00Z", "Europe/Berlin", false],
    ["2026-11-21T23:30:00Z", "2026-11-22T00:30:00Z", "America/New_York", false],
  ])("last done at %s is due again at %s in %s: %s", (last, now, zone, expected) => {
    expect(isDuty(last, now, zone)).toBe(expected);
  });
});

describe("what a run made of its item", () => {
  const run = (more: object) =>
    ({ stopReason: "end_turn", text: "", usage: { inputTokens: 0, outputTokens: 0 }, ...more }) as const;

  it("is what it states, before what its notes say, before what it changed", () => {
    const text = "```midwatch\nitem: progress\nreason: half\n```";
    expect(reportOf(run({ text, stated: { item: "done", reason: "all" } }), [])).toEqual({
      state: "done",
      reason: "all",
    });
    expect(reportOf(run({ text }), [])).toEqual({ state: "progress", reason: "half" });
    expect(reportOf(run({}), ["a"]).state).toBe("progress");
    expect(reportOf(run({}), []).state).toBe("no-effect");
  });

  it("always has a reason", () => {
    expect(reportOf(run({ stated: { item: "done", reason: "" } }), []).reason).toBe("it gave no reason");
    const refused = { ...run({}), stopReason: "refusal" } as const;
    expect(outcomeOf(refused, { state: "no-effect", reason: "" }).reason).toContain("refusal");
  });
});

it("names what there is when somebody asks for what there is not", () => {
  const named = new Named("backend", new Map([["gptme", 1]]));
  expect(() => named.get("gtpme")).toThrow('no backend is called "gtpme" (did you mean gptme?); there are: gptme');
});
