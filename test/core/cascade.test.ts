import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/contracts/claims.ts";
import type { Candidate, Tier } from "../../src/core/contracts/work.ts";
import { cascade, type Offer } from "../../src/core/work/cascade.ts";

const ready = (id: string, more: Partial<Candidate> = {}): Candidate => ({ id, title: id, state: "ready", ...more });
const offer = (source: string, tier: Tier, ...candidates: Candidate[]): Offer => ({ source, tier, candidates });
const order = (offers: readonly Offer[], claims: readonly Claim[] = [], now = 0) =>
  cascade(offers, claims, now).map(({ item, passedOverBecause: passed }) => [item.id, passed ?? "ready"]);
const revOf = (candidate: Candidate) => cascade([offer("q", "primary", candidate)], [], 0)[0]?.item.rev ?? "";
const claim = (more: Partial<Claim> = {}): Claim => ({
  source: "q",
  item: "a",
  rev: revOf(ready("a")),
  state: "done",
  holder: "ann, session 1",
  session: null,
  reason: "done: written (session 1)",
  attempts: 0,
  until: 0,
  ...more,
});

describe("the cascade", () => {
  it("goes by tier, then by the order of the offers, then by that of the candidates", () => {
    const offers = [offer("t", "tertiary", ready("t1")), offer("q", "primary", ready("q2"), ready("q1"))];
    expect(order([...offers, offer("s", "secondary", ready("s1"))]).map(([id]) => id)).toEqual([
      "q2",
      "q1",
      "s1",
      "t1",
    ]);
  });

  it.each([
    [{ state: "waiting", reason: "for Bob" }, "waiting: for Bob"],
    [{ state: "blocked" }, "blocked"],
  ] as const)("passes over what is not ready: %j", (more, reason) => {
    expect(order([offer("q", "primary", ready("a", more))])).toEqual([["a", reason]]);
  });

  it.each([
    [claim({ state: "held" }), "held by ann, session 1"],
    [claim(), "done at this revision: done: written (session 1)"],
    [claim({ state: "quarantined", reason: "failed" }), "quarantined at this revision: failed"],
    [claim({ state: "free", until: 60_000, reason: "busy" }), "not before 1970-01-01T00:01:00.000Z: busy"],
    [claim({ state: "free" }), "ready"],
    [claim({ rev: "another" }), "ready"],
    [claim({ rev: "another", state: "held" }), "held by ann, session 1"],
    [claim({ source: "t" }), "ready"],
    [
      claim({ state: "held", holder: "anna", session: null, until: 60_000 }),
      "held by anna until 1970-01-01T00:01:00.000Z",
    ],
  ])("looks at what the ledger knows: %j", (known, reason) => {
    expect(order([offer("q", "primary", ready("a"))], [known])).toEqual([["a", reason]]);
  });

  it("takes no notice of a person's claim whose time is over", () => {
    const held = claim({ state: "held", holder: "anna", session: null, until: 500 });
    expect(order([offer("q", "primary", ready("a"))], [held], 500)).toEqual([["a", "ready"]]);
  });

  it.each<Partial<Candidate>>([{ title: "b" }, { body: "b" }, { fields: { a: "b" } }, { state: "waiting" }])(
    "takes an item in which %j was changed for a new one",
    (more) => {
      expect(revOf(ready("a", more))).not.toBe(revOf(ready("a")));
    },
  );

  it("does not mind in which order fields are written, or for what reason an item waits", () => {
    const fields = revOf(ready("a", { fields: { a: "1", b: "2" } }));
    expect(revOf(ready("a", { fields: { b: "2", a: "1" }, reason: "x" }))).toBe(fields);
  });
});

describe("an item that only points to another source's", () => {
  const pointer = ready("q", { sameAs: { source: "tasks", id: "t" } });
  const both = (task: Candidate) => [offer("queue", "primary", pointer), offer("tasks", "tertiary", task)];

  it("has that one's revision and claim", () => {
    const [first, second] = cascade(both(ready("t")), [], 0);
    expect(first?.item.rev).toBe(second?.item.rev);
    const held = claim({ source: "tasks", item: "t", state: "held" });
    expect(order(both(ready("t")), [held])).toEqual([
      ["q", "held by ann, session 1"],
      ["t", "held by ann, session 1"],
    ]);
  });

  it("is ready only when that one is, and is passed over when that one is gone", () => {
    expect(order(both(ready("t", { state: "waiting", reason: "for Bob" })))[0]).toEqual(["q", "waiting: for Bob"]);
    expect(order(both(ready("other")))[0]?.[1]).toContain("t is not open any more, says tasks");
  });

  it("stands for itself when the other source was not asked", () => {
    expect(order([offer("queue", "primary", pointer)])).toEqual([["q", "ready"]]);
  });
});
