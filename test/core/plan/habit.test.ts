import { describe, expect, it } from "vitest";
import type { SessionRecord } from "../../../src/core/contracts/fleet-history.ts";
import type { OutcomeKind } from "../../../src/core/contracts/outcome.ts";
import { usualSessionOf } from "../../../src/core/plan/usual-session.ts";
import { MINUTE, prospect } from "./prospects.ts";

const [ann] = prospect({ ann: ["Mon 10:00"] }).agents;

function session(minutes: number, micros: number | undefined, kind: OutcomeKind = "done"): SessionRecord {
  const usage = { inputTokens: 1, outputTokens: 1, ...(micros !== undefined && { micros }) };
  const process = { pid: 1, startTime: "", boot: "" };
  const facts = { id: "1", agent: "ann", workspace: "w", backend: "b", process, phase: "commit", usage } as const;
  return { ...facts, startedAt: 0, endedAt: minutes * MINUTE, outcome: { kind, reason: "" } };
}

const habit = (sessions: readonly SessionRecord[], free = false) => {
  if (!ann) throw new Error("nobody");
  return usualSessionOf(sessions, { agent: ann.agent, caps: { run: 2_000_000 }, free });
};

describe("what a session of an agent is expected to take", () => {
  it("is the median of its latest sessions", () => {
    const sessions = [session(5, 100_000), session(90, 1_900_000), session(7, 300_000)];
    expect(habit(sessions)).toEqual({
      ms: 7 * MINUTE,
      micros: 300_000,
      basis: "as its last 3 sessions: 7 minutes, $0.30",
    });
  });

  it("is its limits when it has never run", () => {
    const basis = "it has never run: at most 60 minutes, at most $2.00";
    expect(habit([])).toEqual({ ms: 60 * MINUTE, micros: 2_000_000, basis });
    expect(habit([], true)).toMatchObject({ micros: 0, basis: "it has never run: at most 60 minutes, free" });
  });

  it("is what is reserved for it where its sessions are unpriced, and says so", () => {
    const unpriced = habit([session(5, undefined)]);
    expect(unpriced).toMatchObject({
      micros: 2_000_000,
      basis: "as its only session: 5 minutes, unpriced: at most $2.00",
    });
  });

  it("is not free where its backend says so, and its sessions have told of a cost", () => {
    const basis = "as its last 3 sessions: 5 minutes, $0.10";
    expect(habit([session(5, 200_000), session(5, 100_000), session(5, 0)], true)).toMatchObject({
      micros: 100_000,
      basis,
    });
    expect(habit([session(5, 0)], true).basis).toBe("as its only session: 5 minutes, free");
  });

  it.each([
    [0.05, "less than a minute"],
    [1, "1 minute"],
    [1.6, "2 minutes"],
  ])("says of %d minutes what a person would", (minutes, said) => {
    expect(habit([session(minutes, 300_000)]).basis).toBe(`as its only session: ${said}, $0.30`);
  });

  it("learns nothing from sessions that were cut short", () => {
    const cut = (["crashed", "stopped", "unfit"] as const).map((kind) => session(1, 10, kind));
    expect(habit([...cut, session(9, 50_000)])).toMatchObject({ ms: 9 * MINUTE, micros: 50_000 });
  });
});
