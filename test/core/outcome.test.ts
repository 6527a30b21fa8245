import { describe, expect, it } from "vitest";
import { reportOf } from "../../src/core/notes/report.ts";
import {
  countsAs,
  endsItem,
  hasTried,
  isCutShort,
  isFailure,
  isFruitful,
  isFruitless,
  isStated,
  kindsThat,
  outcomeWord,
} from "../../src/core/text/outcome.ts";
import { finish, ScriptedBackend } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const nothing = finish({ stated: { item: "nothing", reason: "no new commits" }, text: "" });
const run = { stopReason: "end_turn", text: "", usage: { inputTokens: 0, outputTokens: 0 } } as const;
const looked = { ...run, stated: { item: "nothing", reason: "no new commits" } } as const;

describe("what an outcome means", () => {
  it("is failed, cut short or fruitful, and never two of them (B18)", () => {
    const kinds = [isFailure, isCutShort, isFruitful].map((is) => JSON.parse(kindsThat(is)) as string[]);
    expect(kinds).toEqual([["failed", "crashed", "unfit"], ["stopped"], ["done", "progress"]]);
  });

  it("is no effect where nothing shows what it says", () => {
    const outcome = { kind: "done", unproven: true } as const;
    expect([countsAs(outcome), outcomeWord(outcome)]).toEqual(["no-effect", "done, unproven"]);
    expect([isFruitful, isStated, endsItem].some((is) => is(outcome))).toBe(false);
    expect([isFruitless, hasTried].every((is) => is(outcome))).toBe(true);
  });
});

describe("item: nothing", () => {
  it("is how a duty ends that found nothing to do", () => {
    expect(reportOf(looked, [], true)).toEqual({ state: "nothing", reason: "no new commits" });
  });

  it("is without effect for every other item", () => {
    expect(reportOf(looked, [])).toMatchObject({ state: "no-effect" });
  });

  it("is progress where files changed all the same", () => {
    expect(reportOf(looked, ["a.md"], true)).toMatchObject({ state: "progress" });
  });

  it("leaves an entry of the queue where it is, and counts as an attempt", async () => {
    const files = { "state/queue-manual.md": QUEUE };
    const { session, remote, fleet } = await world({ files, backend: new ScriptedBackend(nothing) });
    expect((await session()).outcome.kind).toBe("no-effect");
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "free", attempts: 1 }]);
  });

  it("ends today's duty, and the next due has other work", async () => {
    const agents = { ann: { work: ["duty", "work-queue"] } };
    const { session } = await world({ agents, backend: new ScriptedBackend(nothing) });
    expect([(await session()).outcome.kind, (await session()).outcome.kind]).toEqual(["nothing", "idle"]);
  });
});
