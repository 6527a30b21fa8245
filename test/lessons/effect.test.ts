import { describe, expect, it } from "vitest";
import type { EndedTally, LessonHistory } from "../../src/core/contracts/lesson-record.ts";
import type { OutcomeKind } from "../../src/core/contracts/outcome.ts";
import { readBandit } from "../../src/lessons/bandit.ts";
import { derivedFrom } from "../../src/lessons/derived.ts";
import { gains, lessonEffects } from "../../src/lessons/effect.ts";
import { hasNews, judgeLessons } from "../../src/lessons/judging.ts";
import type { Lesson } from "../../src/lessons/lesson.ts";
import { LessonMatcher } from "../../src/lessons/matcher.ts";
import { parseLesson } from "../../src/lessons/parse.ts";
import { ranked } from "../../src/lessons/rank.ts";
import { difference } from "../../src/lessons/statistics.ts";

const RULES = { probation: 3, retire: { automatic: true, sessions: 20, worse: 0.1 } };

type Ends = Readonly<Partial<Record<OutcomeKind, number>>>;

const tallies = (agent: string, ends: Ends): EndedTally[] =>
  Object.entries(ends).map(([outcome, sessions]) => ({
    agent,
    outcome: outcome as OutcomeKind,
    cause: null,
    sessions,
  }));

/** By agent: how its sessions ended without any lesson, and with each. */
function history(
  agents: Readonly<Record<string, { without: Ends; with: Readonly<Record<string, Ends>> }>>,
): LessonHistory {
  const each = Object.entries(agents);
  const using = each.flatMap(([agent, ends]) =>
    Object.entries(ends.with).flatMap(([lesson, one]) => tallies(agent, one).map((tally) => ({ ...tally, lesson }))),
  );
  return { all: [...each.flatMap(([agent, ends]) => tallies(agent, ends.without)), ...using], using, measured: [] };
}

const NOTHING: LessonHistory = { all: [], using: [], measured: [] };
const file = (settings: object, title = "X") => `---\n${JSON.stringify(settings)}\n---\n# ${title}\n`;
const lesson = (path: string, midwatch: object = {}, keywords = ["word"]) =>
  parseLesson(path, file({ match: { keywords }, midwatch })) as Lesson;

describe("the effect of a lesson", () => {
  it("is how sessions ended with it and without, by outcome", () => {
    const [effect] = lessonEffects(
      history({ ann: { without: { done: 3, failed: 1 }, with: { x: { done: 1, "no-effect": 4 } } } }),
    );
    expect(effect).toMatchObject({
      lesson: "x",
      with: { sessions: 5, good: 1, outcomes: { done: 1, "no-effect": 4 } },
      without: { sessions: 4, good: 3, outcomes: { done: 3, failed: 1 } },
      judgement: "too few",
    });
  });

  it("compares an agent with itself only: one that has the harder work is not held against a lesson", () => {
    const known = history({
      ann: { without: { done: 10, failed: 10 }, with: { x: { done: 50, failed: 50 } } },
      bob: { without: { done: 1000 }, with: { x: { done: 10 } } },
    });
    expect(lessonEffects(known)[0]).toMatchObject({ judgement: "no difference", gain: { estimate: 0 } });
  });

  it("is not changed by what no lesson has a part in: limits of a provider, crashes, a person's stop", () => {
    const known = history({ ann: { without: { done: 4 }, with: { x: { done: 4, deferred: 9, crashed: 9 } } } });
    const stopped = { agent: "ann", outcome: "stopped", cause: "stopped", sessions: 9 } as const;
    const using = [...known.using, { ...stopped, lesson: "x" }];
    expect(lessonEffects({ ...known, using, all: [...known.all, stopped] })[0]?.with).toMatchObject({ sessions: 4 });
  });

  it.each([
    ["harms", { done: 5, failed: 25 }],
    ["no difference", { done: 20, failed: 10 }],
    ["helps", { done: 30 }],
    ["too few", { failed: 9 }],
  ] as const)("is said in a word: %s", (word, ends) => {
    const known = history({ ann: { without: { done: 20, failed: 10 }, with: { x: ends } } });
    expect(lessonEffects(known)[0]?.judgement).toBe(word);
  });

  it("leaves a handful of sessions in doubt, even when all of them went well", () => {
    const { estimate, from, to } = difference([{ with: { sessions: 3, good: 3 }, without: { sessions: 3, good: 0 } }]);
    expect([estimate, to]).toEqual([1, 1]);
    expect(from).toBeLessThan(0.6);
    expect(difference([])).toEqual({ estimate: 0, from: -1, to: 1 });
  });
});

describe("the order of lessons in a brief", () => {
  const paths = (known: LessonHistory, lessons: readonly Lesson[]) => {
    const gain = gains(known);
    return ranked(new LessonMatcher(lessons).match("word"), ({ path }) => gain.get(path) ?? 0).map(
      ({ lesson: { path } }) => path,
    );
  };

  it("puts what has helped first and what has harmed last, and leaves the unknown in between", () => {
    const ends = { good: { done: 40 }, bad: { done: 10, failed: 30 }, few: { failed: 3 } };
    const known = history({ ann: { without: { done: 30, failed: 30 }, with: ends } });
    expect(
      paths(
        known,
        ["bad", "few", "new", "good"].map((path) => lesson(path)),
      ),
    ).toEqual(["good", "few", "new", "bad"]);
  });

  it("puts what is on probation after all others", () => {
    expect(paths(NOTHING, [lesson("a", { probation: true }), lesson("b")])).toEqual(["b", "a"]);
  });
});

describe("the record's verdict on a lesson", () => {
  const court = (path: string, settings: object) => {
    const texts = new Map([[path, file(settings)]]);
    return { lessons: [parseLesson(path, texts.get(path) ?? "") as Lesson], texts };
  };
  const ON_PROBATION = { match: { keywords: ["word"] }, midwatch: { id: "x", author: "ann", probation: true } };
  const OLD = { match: { keywords: ["word"] } };
  const helped = (done: number, failed = 0) =>
    history({ ann: { without: { done: 40 }, with: { x: { done, failed } } } });
  const harmed = (well: number, badly: number) =>
    history({ ann: { without: { done: 30, failed: 10 }, with: { "l.md": { done: well, failed: badly } } } });

  it("ends a probation after three sessions that ended well, and says so in its file", () => {
    const [verdict] = judgeLessons(court("l.md", ON_PROBATION), { history: helped(3), by: "rule" }, RULES);
    expect(verdict).toMatchObject({
      id: "x",
      verdict: "helps",
      reason: "3 of 3 sessions with it ended well, 40 of 40 without it",
    });
    expect((parseLesson("l.md", verdict?.content ?? "") as Lesson).provenance.probation).toBe(false);
    expect(verdict?.content).toMatch(/helped"?: "?3 of 3 sessions/);
  });

  it.each([
    ["too few", helped(2)],
    ["fewer than without it", helped(3, 1)],
  ])("goes on with a probation when %s sessions have ended well", (_, known) => {
    expect(judgeLessons(court("l.md", ON_PROBATION), { history: known, by: "rule" }, RULES)).toEqual([]);
  });

  it("sets a lesson aside that does harm, with the figures in its file, as gptme leaves it out", () => {
    const [verdict] = judgeLessons(court("l.md", OLD), { history: harmed(5, 15), by: "rule" }, RULES);
    expect(verdict?.reason).toMatch(
      /^5 of 20 sessions with it ended well, 30 of 40 without it: 50 points worse, 95 % sure/,
    );
    expect(parseLesson("l.md", verdict?.content ?? "")).toMatchObject({
      status: "archived",
      provenance: { reason: verdict?.reason },
    });
  });

  it.each([
    ["there are too few sessions", harmed(1, 18), RULES],
    ["it may be chance", harmed(13, 9), RULES],
    ["it is not much worse than that", harmed(10, 10), { ...RULES, retire: { ...RULES.retire, worse: 0.3 } }],
  ])("keeps it when %s", (_, known, rules) => {
    expect(judgeLessons(court("l.md", OLD), { history: known, by: "rule" }, rules)).toEqual([]);
  });

  it("does not overrule a person, unless a person asks", () => {
    const promoted = court("l.md", { ...OLD, midwatch: { promoted: true } });
    expect(judgeLessons(promoted, { history: harmed(5, 15), by: "rule" }, RULES)).toEqual([]);
    expect(judgeLessons(promoted, { history: harmed(5, 15), by: "person" }, RULES)).toHaveLength(1);
  });

  it("is asked for by itself only where the fleet's file says so", () => {
    const asked = { ...RULES, retire: { ...RULES.retire, automatic: false } };
    expect(judgeLessons(court("l.md", OLD), { history: harmed(5, 15), by: "rule" }, asked)).toEqual([]);
    expect([hasNews(harmed(5, 15), asked), hasNews(harmed(5, 15), RULES), hasNews(NOTHING, RULES)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("gptme's bandit state", () => {
  const lessons = [lesson("lessons/shell/quote.md"), lesson("lessons/git/add.md", { id: "0198-1" })];
  const state = {
    arms: {
      "shell/quote.md": { alpha: 31, beta: 1 },
      "/home/bob/lessons/git/add.md": { alpha: 6, beta: 26, last_updated: "2026-08-01" },
      "git/rebase.md": { helpful: 10, harmful: 2, false_positive: 3, noop: 5 },
      "odd.md": { alpha: "many" },
    },
    contextual_arms: {},
  };

  it("says how lessons did: of those that are here by their ids, of others by its own names", () => {
    expect(readBandit(state, lessons)).toEqual({
      measured: [
        { lesson: "lessons/shell/quote.md", sessions: 30, good: 30 },
        { lesson: "0198-1", sessions: 30, good: 5 },
        { lesson: "git/rebase.md", sessions: 20, good: 10 },
      ],
      strangers: ["git/rebase.md"],
      unread: ["odd.md"],
    });
    expect(readBandit([], lessons)).toBeUndefined();
  });

  it("counts like sessions of our own, each lesson beside the others", () => {
    const { measured = [] } = readBandit(state, lessons) ?? {};
    const effects = lessonEffects({ ...NOTHING, measured });
    expect(effects.map(({ lesson: id, judgement }) => [id, judgement])).toEqual([
      ["0198-1", "harms"],
      ["git/rebase.md", "no difference"],
      ["lessons/shell/quote.md", "helps"],
    ]);
  });
});

describe("what rests on a lesson", () => {
  const learned = (path: string, session: string, settings: object = { probation: true }) =>
    lesson(path, { id: `${session}-1`, session, ...settings });

  it("is what was learned with it in the brief, and so on, but for what stands by itself", () => {
    const origin = learned("a", "s1");
    const all = [origin, learned("b", "s2"), learned("c", "s3"), learned("d", "s4"), learned("e", "s2", {})];
    const uses = [
      { lesson: "s1-1", session: "s2" },
      { lesson: "s2-1", session: "s3" },
      { lesson: "other", session: "s4" },
    ];
    expect(derivedFrom(origin, all, uses).map(({ path }) => path)).toEqual(["b", "c"]);
  });
});
