import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { BackendEvent } from "../../../src/core/contracts/backend.ts";
import type { Clock } from "../../../src/core/contracts/clock.ts";
import type { Host, PluginRegistry, Slots } from "../../../src/core/contracts/plugin.ts";
import type { Situation } from "../../../src/core/contracts/policy.ts";
import { Parts } from "../../../src/core/parts/parts.ts";
import { SLOT_RULES } from "../../../src/core/parts/slot-rules.ts";
import { FakeClock } from "../../../src/testing/index.ts";

const options = z.strictObject({});
const signal = new AbortController().signal;

/** A part of a plugin's, as the loop gets it. */
function made<S extends keyof Slots>(slot: S, part: unknown, clock?: Clock): Slots[S] {
  const parts = new Parts(clock);
  parts.of('"acme" (acme.mjs)').provide(slot, { name: "odd", options, create: () => part as Slots[S] });
  return parts.make(slot, { use: "odd" }, {} as Host);
}

const said = async (deed: () => unknown): Promise<string> => {
  try {
    await deed();
    return "nothing";
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

/** A part, as whoever has written it may have thought that it is used. */
type Loose = Readonly<Record<string, (...asked: readonly unknown[]) => unknown>>;

const SITUATION = { agents: [{ name: "ann" }] } as unknown as Situation;

describe("an answer of a plugin's", () => {
  it.for([
    [
      "a check's",
      "healthCheck",
      { name: "c", check: async () => ({ ok: true }) },
      (p) => p.check?.({}, signal),
      /status/,
    ],
    [
      "a policy's that names nobody",
      "dispatch",
      { decide: () => ({ kind: "run", agent: { name: "zoe" }, reason: "" }) },
      (p) => p.decide?.(SITUATION),
      /"zoe".*\(ann\)/,
    ],
    [
      "a policy's that says nothing",
      "dispatch",
      { decide: () => undefined },
      (p) => p.decide?.(SITUATION),
      /kind: "rest"/,
    ],
    [
      "a source's that is no list",
      "workSource",
      { name: "s", tier: "primary", candidates: async () => ({}) },
      (p) => p.candidates?.({}, signal),
      /a list of \{ id, title/,
    ],
    [
      "a source's without an id",
      "workSource",
      { name: "s", tier: "primary", candidates: async () => [{ title: "x", state: "ready" }] },
      (p) => p.candidates?.({}, signal),
      /id/,
    ],
    [
      "a source's that belongs to what is no item",
      "workSource",
      { name: "s", tier: "primary", candidates: async () => [{ id: "a", title: "x", state: "ready", sameAs: 5 }] },
      (p) => p.candidates?.({}, signal),
      /sameAs/,
    ],
    [
      "a source's edit that is no text",
      "workSource",
      { name: "s", tier: "primary", candidates: async () => [], record: async () => [{ path: "x.md", content: 7 }] },
      (p) => p.record?.({}, {}, {}),
      /content/,
    ],
    ...["../x.md", "/x.md", "a/../../x.md", ".git/config", "a//b", ""].map(
      (path) =>
        [
          `a source's edit of ${path || "nothing"}`,
          "workSource",
          { name: "s", tier: "primary", candidates: async () => [], record: async () => [{ path, content: "x" }] },
          (p: Record<string, (...asked: unknown[]) => unknown>) => p.record?.({}, {}, {}),
          /no file's in the workspace at 0\.path/,
        ] as const,
    ),
    [
      "a check's about what has no name",
      "healthCheck",
      { name: "c", check: async () => ({ check: "c", status: "warn", detail: "d", about: { a: 1 } }) },
      (p) => p.check?.({}, signal),
      /status/,
    ],
    [
      "an embedder's of another size",
      "embedder",
      { model: "m", embed: async () => [[1], [1, 2]] },
      (p) => p.embed?.(["a", "b"], signal),
      /of one length/,
    ],
    [
      "an embedder's for too few",
      "embedder",
      { model: "m", embed: async () => [[1]] },
      (p) => p.embed?.(["a", "b"], signal),
      /each of the 2 texts/,
    ],
    [
      "a budget that is no number",
      "budget",
      { caps: () => ({ run: Number.NaN }) },
      (p) => p.caps?.({}),
      /micro-dollars/,
    ],
    ["a channel's", "channel", { name: "c", send: async () => true }, (p) => p.send?.({}, signal), /kind: "sent"/],
    ["an extractor's", "extractor", { extract: async () => [] }, (p) => p.extract?.({}, signal), /noticed/],
    ["a section's", "briefSection", { name: "b", write: async () => "text" }, (p) => p.write?.({}, signal), /entries/],
    [
      "a resolver's",
      "waitResolver",
      { name: "w", kinds: ["deploy"], look: async () => ({ state: "soon" }) },
      (p) => p.look?.({}, signal),
      /"pending"/,
    ],
    ["a policy's for lessons", "lessonSharing", { admits: () => true }, (p) => p.admits?.({}, "ann"), /ok: true/],
    [
      "a guard's",
      "guard",
      { cause: "turns", guard: () => () => null },
      (p) => [p.guard?.(0, signal)].map((guard) => (guard as Loose[string])({ type: "tick" }, 0)),
      /ok: true/,
    ],
  ] as const satisfies readonly (readonly [string, keyof Slots, unknown, (part: Loose) => unknown, RegExp])[])(
    "B12: %s is told with plugin, slot and what would be right",
    async ([, slot, part, ask, right]) => {
      const message = await said(() => ask(made(slot, part) as unknown as Loose));
      expect(message).toContain(`the ${slot} "odd" of the plugin "acme" (acme.mjs)`);
      expect(message).toMatch(right);
    },
  );

  it("is let through as it is when it is right, with the part's own this", async () => {
    class Check {
      readonly name = "c";
      readonly #detail = "all is well";
      async check() {
        return { check: this.name, status: "pass", detail: this.#detail } as const;
      }
    }
    const check = made("healthCheck", new Check());
    expect(await check.check({} as never, signal)).toEqual({ check: "c", status: "pass", detail: "all is well" });
  });
});

/** Each method that answers later, in a part whose every method is the one given. */
const LATER = Object.entries(SLOT_RULES).flatMap(([slot, { has, either = {}, promises }]) =>
  [...Object.keys(promises), ...Object.keys(either)].map((method) => ({
    slot: slot as keyof Slots,
    method,
    part: (deed: () => unknown) => ({
      ...Object.fromEntries(Object.keys(has).map((name) => [name, "x"])),
      kinds: ["deploy"],
      tier: "primary",
      ...Object.fromEntries([...Object.keys(has), method].filter((name) => IS_METHOD.test(name)).map((n) => [n, deed])),
    }),
  })),
);
const IS_METHOD = /^(?!name$|tier$|kinds$|model$|cause$)/;
const never = () => new Promise(() => {});

describe("a method of a plugin's part that never settles", () => {
  it.for(LATER)("has a limit: $slot, $method", async ({ slot, method, part }) => {
    const clock = new FakeClock(0);
    const asked = said(() => (made(slot, part(never), clock) as unknown as Loose)[method]?.({}, signal));
    await clock.sleeping();
    clock.advance(20 * 60_000);
    expect(await asked).toBe(
      `the ${slot} "odd" of the plugin "acme" (acme.mjs): ${method} has not answered within 20 minutes: right would be a promise that settles, and soon once its signal aborts`,
    );
  });

  it("is waited for a moment when somebody says stop, and no longer", async () => {
    const [clock, stop] = [new FakeClock(0), new AbortController()];
    const source = made("workSource", { name: "s", tier: "primary", candidates: never }, clock);
    const asked = said(() => source.candidates({} as never, stop.signal));
    await clock.sleeping();
    stop.abort();
    await Promise.resolve();
    clock.advance(10_000);
    expect(await asked).toMatch(/acme\.mjs\): candidates is still running 10 seconds after it was told to stop/);
  });

  it("may say what it has when somebody says stop", async () => {
    const stop = new AbortController();
    const candidates = (_: unknown, until: AbortSignal) =>
      new Promise((done) => until.addEventListener("abort", () => done([])));
    const source = made("workSource", { name: "s", tier: "primary", candidates });
    const asked = source.candidates({} as never, stop.signal);
    stop.abort();
    expect(await asked).toEqual([]);
  });
});

describe("a method of a plugin's part that must answer at once", () => {
  const AT_ONCE = [
    ["budget", "caps", (caps: unknown) => ({ caps })],
    ["lessonSharing", "admits", (admits: unknown) => ({ admits })],
    ["guard", "guard", (guard: unknown) => ({ cause: "c", guard })],
  ] as const;

  it.for(AT_ONCE)("gives no promise, and one that rejects ends nothing: %s, %s", async ([slot, method, part]) => {
    const later = async () => {
      throw new Error("no luck");
    };
    const asked = await said(() => (made(slot, part(later)) as unknown as Loose)[method]?.({}, signal));
    expect(asked).toBe(
      `the ${slot} "odd" of the plugin "acme" (acme.mjs): ${method} answered with a promise; right would be the answer itself, at once`,
    );
  });

  it.for(AT_ONCE)("is named when it throws, whatever it throws: %s, %s", async ([slot, method, part]) => {
    const thrower = () => {
      throw "no luck";
    };
    const asked = await said(() => (made(slot, part(thrower)) as unknown as Loose)[method]?.({}, signal));
    expect(asked).toBe(`the ${slot} "odd" of the plugin "acme" (acme.mjs): ${method} threw: no luck`);
  });

  it.for(AT_ONCE)("is named when its answer throws at a look: %s, %s", async ([slot, method, part]) => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap");
        },
      },
    );
    const asked = await said(() =>
      (
        made(
          slot,
          part(() => trap),
        ) as unknown as Loose
      )[method]?.({}, signal),
    );
    expect(asked).toBe(`the ${slot} "odd" of the plugin "acme" (acme.mjs): ${method} threw: trap`);
  });

  it("is named for the guard of a run, too", async () => {
    const policy = made("guard", { cause: "c", guard: () => async () => Promise.reject(new Error("no luck")) });
    const asked = await said(() => policy.guard(0, signal)({ type: "started" } as never, 0));
    expect(asked).toMatch(/the guard "odd" of the plugin "acme" \(acme\.mjs\): its guard answered with a promise/);
  });
});

describe("a backend's run that is no stream of events", () => {
  const runs: readonly (readonly [what: string, run: unknown, said: RegExp])[] = [
    [
      "a promise",
      async () => Promise.reject(new Error("no luck")),
      /the run of the backend "odd".* is a promise; right would be/,
    ],
    ["nothing", () => undefined, /is undefined; right would be a stream of events: async \*run\(request, signal\)/],
    [
      "thrown",
      () => {
        throw "no luck";
      },
      /the backend "odd" of the plugin "acme" \(acme\.mjs\) threw, which no backend may: .*no luck/,
    ],
  ];

  it.for(runs)("is a failure that names it: %s", async ([, run, told]) => {
    const backend = made("backend", { name: "b", probe: async () => [], run });
    const events: BackendEvent[] = [];
    for await (const event of backend.run({} as never, signal)) events.push(event);
    expect(events).toMatchObject([
      { type: "finished", result: { stopReason: "error", text: expect.stringMatching(told) } },
    ]);
  });
});

describe("a method of a plugin's part of which a promise is wanted", () => {
  it.for(LATER.filter(({ method }) => method !== "decide"))(
    "is one, whatever it throws: $slot, $method",
    async ({ slot, method, part }) => {
      const thrower = () => {
        throw new Error("no luck");
      };
      const answer = (made(slot, part(thrower)) as unknown as Loose)[method]?.({}, signal);
      await expect(answer).rejects.toThrow(
        `the ${slot} "odd" of the plugin "acme" (acme.mjs): ${method} threw: no luck`,
      );
    },
  );

  it("may answer with a promise of another realm, and at once", async () => {
    const source = (candidates: () => unknown) => made("workSource", { name: "s", tier: "primary", candidates });
    expect(await source(() => runInNewContext("Promise.resolve([])")).candidates({} as never, signal)).toEqual([]);
    expect(await source(() => []).candidates({} as never, signal)).toEqual([]);
  });

  it("may be of a part that is frozen", async () => {
    const source = made("workSource", Object.freeze({ name: "s", tier: "primary", candidates: async () => [] }));
    expect(await source.candidates({} as never, signal)).toEqual([]);
  });
});

describe("a plugin", () => {
  it.for([
    [
      "a slot that is not there",
      (r) => r.provide("healthChek" as never, {} as never),
      /no slot "healthChek"; is it "healthCheck"\?/,
    ],
    [
      "a factory without create",
      (r) => r.provide("guard", { name: "g", options } as never),
      /the guard "g" has no create/,
    ],
    ["a factory without a name", (r) => r.provide("guard", { options } as never), /has no name/],
    ["no factory", (r) => r.provide("guard", undefined as never), /has no name/],
    [
      "options that are no schema",
      (r) => r.provide("guard", { name: "g", options: {}, create: () => ({}) } as never),
      /no options to check/,
    ],
  ] as const satisfies readonly (readonly [string, (registry: PluginRegistry) => void, RegExp])[])(
    "B12: a plugin that offers %s is told so by name",
    async ([, offer, right]) => {
      const message = await said(() => offer(new Parts().of('"acme" (acme.mjs)')));
      expect(message).toContain('of the plugin "acme" (acme.mjs)');
      expect(message).toMatch(right);
    },
  );

  it("B12: a plugin whose factory makes something else is told what is missing", async () => {
    expect(await said(() => made("workSource", { name: "s" }))).toMatch(
      /without tier \("primary" or "secondary" or "tertiary"\), candidates \(a function\)/,
    );
  });

  it("a plugin whose part is of a tier that there is not, or looks at no kind of wait, is told what would be right", async () => {
    const source = { name: "s", tier: "urgent", candidates: () => [] };
    expect(await said(() => made("workSource", source))).toMatch(/without tier \("primary" or/);
    for (const kinds of [undefined, [], "deploy", [""], [1]])
      expect(await said(() => made("waitResolver", { name: "w", look: () => undefined, kinds }))).toMatch(
        /without kinds \(a list of texts\)/,
      );
  });
});

describe("a plugin's backend", () => {
  const finished = {
    type: "finished",
    result: { stopReason: "end_turn", text: "", usage: { inputTokens: 0, outputTokens: 0 } },
  };
  const backend = (...events: readonly unknown[]) => ({
    name: "odd",
    probe: async () => ({}),
    async *run() {
      yield* events;
      if (events.length === 0) throw new Error("no luck");
    },
  });
  const play = async (...events: readonly unknown[]) => {
    const seen: BackendEvent[] = [];
    for await (const event of made("backend", backend(...events)).run({} as never, signal)) seen.push(event);
    return seen;
  };
  const failed = (text: RegExp) => ({
    type: "finished",
    result: { stopReason: "error", text: expect.stringMatching(text) as string },
  });

  it("B12: ends once, whatever it yields afterwards", async () => {
    expect(await play(finished, finished, { type: "message", text: "x" })).toEqual([finished]);
  });

  it("B12: is told what is no event, and goes on", async () => {
    expect(await play({ type: "says", words: 3 }, finished)).toMatchObject([
      { type: "message", text: expect.stringMatching(/odd.*acme.*no event/) as string },
      finished,
    ]);
  });

  it.for([
    ["ends without a result", [{ type: "message", text: "x" }], /ended without a result/],
    ["throws", [], /threw.*no luck/],
    [
      "has a result that is none",
      [{ type: "finished", result: { stopReason: "well" } }],
      /a result that is none.*stopReason/,
    ],
    [
      "names a model that is no text",
      [
        {
          type: "finished",
          result: { ...finished.result, usage: { inputTokens: 1, outputTokens: 1, models: ["big"] } },
        },
      ],
      /a result that is none.*usage\.models/,
    ],
  ] as const)("B12: fails when it %s", async ([, events, text]) => {
    expect((await play(...events)).at(-1)).toMatchObject(failed(text));
  });
});
