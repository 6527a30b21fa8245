import type { Backend, BackendRequest } from "../contracts/backend.ts";
import type { Clock } from "../contracts/clock.ts";
import type { Slots } from "../contracts/plugin.ts";
import type { GuardPolicy } from "../contracts/policy.ts";
import { asError, MidwatchError, messageOf } from "../errors.ts";
import { checkedRun } from "./checked-run.ts";
import { settledInTime } from "./settled-in-time.ts";
import { type AnswerRule, guardAnswer, type MemberRule, SLOT_RULES, type SlotRule } from "./slot-rules.ts";

/** Author of a part, in words, and the clock by which the part's answers are timed. */
interface Maker {
  readonly who: string;
  /** Part of a plugin: what it throws says nothing of where it came from. */
  readonly isForeign?: boolean;
  readonly clock: Clock;
}

/**
 * A part whose every answer is checked before it is used: its author is told what was wrong, and what would be right,
 * instead of a failure elsewhere.
 */
export function checkedPart<S extends keyof Slots>(slot: S, part: unknown, maker: Maker): Slots[S] {
  const { who } = maker;
  const rule = SLOT_RULES[slot];
  const missing = Object.entries(rule.has).filter(([name, wanted]) => !isMember(memberOf(part, name), wanted));
  if (missing.length > 0) {
    const wanted = missing.map(([name, type]) => `${name} (${memberWords(type)})`).join(", ");
    throw new MidwatchError(`${who} is made without ${wanted}: its create must return an object that has it`);
  }
  const answering = checkedMethods(part as object, rule, maker);
  if (slot === "backend") return withRun(answering as unknown as Backend, who) as Slots[S];
  if (slot === "guard") return withGuards(answering as unknown as GuardPolicy, maker) as Slots[S];
  return answering as Slots[S];
}

const memberOf = (part: unknown, name: string): unknown =>
  typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined;

function isMember(value: unknown, wanted: MemberRule): boolean {
  if (typeof wanted !== "string") return typeof value === "string" && wanted.includes(value);
  if (wanted !== "texts") return typeof value === wanted;
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "");
}

function memberWords(wanted: MemberRule): string {
  if (typeof wanted !== "string") return wanted.map((word) => `"${word}"`).join(" or ");
  return wanted === "texts" ? "a list of texts" : `a ${wanted}`;
}

type Method = (...asked: readonly unknown[]) => unknown;

/** Part as it was, but with checked methods, which keep their `this`. */
function checkedMethods(part: object, { answers, either = {}, promises }: SlotRule, maker: Maker): object {
  // Not over the part itself: of one that is frozen a proxy may show nothing else.
  return new Proxy(Object.create(part) as object, {
    get(_, name) {
      const value: unknown = Reflect.get(part, name, part);
      if (typeof value !== "function") return value;
      const method: Method = (value as Method).bind(part);
      const known = String(name);
      if (Object.hasOwn(promises, known)) return promising(known, method, promises[known], maker);
      if (Object.hasOwn(either, known)) return answeringOrPromising(known, method, either[known], maker);
      return Object.hasOwn(answers, known) ? answering(known, method, answers[known], maker) : method;
    },
  });
}

/** One that answers at once: a promise is no answer there. */
function answering(name: string, method: Method, rule: AnswerRule | undefined, maker: Maker): Method {
  const what = `${maker.who}: ${name}`;
  return (...asked) => {
    const call = { ...maker, what };
    const answer = inItsName(call, () => method(...asked));
    if (inItsName(call, () => isPromise(answer))) return refusePromise(answer as PromiseLike<unknown>, what);
    return right(
      answer,
      inItsName(call, () => rule?.(answer, asked)),
      what,
    );
  };
}

/** Refuses a promise, which must not end the process when it rejects later. */
function refusePromise(answer: PromiseLike<unknown>, what: string): never {
  answer.then(undefined, () => {});
  throw new MidwatchError(`${what} answered with a promise; right would be the answer itself, at once`);
}

interface AskedOf extends Maker {
  /** The method of which part of which plugin. */
  readonly what: string;
}

/** Also a look at what it has answered may throw: there may be a getter. */
function inItsName<T>(call: AskedOf, deed: () => T): T {
  try {
    return deed();
  } catch (thrown) {
    throw named(thrown, call);
  }
}

/** An error that says whose it is. */
const named = (thrown: unknown, { what, isForeign = false }: AskedOf): unknown =>
  isForeign ? new MidwatchError(`${what} threw: ${messageOf(thrown) || "nothing"}`, { cause: thrown }) : thrown;

/** One that answers later, or throws: also where the part itself throws or answers at once. */
function promising(name: string, method: Method, rule: AnswerRule | undefined, maker: Maker): Method {
  const what = `${maker.who}: ${name}`;
  const call = { ...maker, what };
  return async (...asked) => {
    const answer = inItsName(call, () => method(...asked));
    const settled = Promise.resolve(answer).catch((thrown: unknown) => Promise.reject(asError(named(thrown, call))));
    const given = await settledInTime(settled, { clock: maker.clock, what, signal: signalIn(asked) });
    return right(
      given,
      inItsName(call, () => rule?.(given, asked)),
      what,
    );
  };
}

/** One that may do either. */
function answeringOrPromising(...of: Parameters<typeof answering>): Method {
  const [name, method, rule, maker] = of;
  const call = { ...maker, what: `${maker.who}: ${name}` };
  return (...asked) => {
    const answer = inItsName(call, () => method(...asked));
    const isLater = inItsName(call, () => isPromise(answer));
    return (isLater ? promising : answering)(name, () => answer, rule, maker)(...asked);
  };
}

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as { readonly then?: unknown } | null | undefined)?.then === "function";

const signalIn = (asked: readonly unknown[]): AbortSignal | undefined =>
  asked.find((one): one is AbortSignal => one instanceof AbortSignal);

function right(answer: unknown, wrong: string | undefined, what: string): unknown {
  if (wrong === undefined) return answer;
  throw new MidwatchError(`${what} answered with what is no answer: ${shownAnswer(answer)}: ${wrong}`);
}

const MAX_SHOWN_ANSWER_CHARS = 120;

function shownAnswer(answer: unknown): string {
  try {
    return (JSON.stringify(answer) ?? String(answer)).slice(0, MAX_SHOWN_ANSWER_CHARS);
  } catch {
    return `a ${typeof answer}`;
  }
}

const withRun = (backend: Backend, who: string): Backend =>
  over(backend, {
    run: (request: BackendRequest, signal: AbortSignal) => checkedRun(() => backend.run(request, signal), who),
  });

const withGuards = (policy: GuardPolicy, maker: Maker): GuardPolicy =>
  over(policy, {
    guard: (at: number, until: AbortSignal) =>
      answering("its guard", policy.guard(at, until) as Method, guardAnswer, maker) as ReturnType<GuardPolicy["guard"]>,
  });

const over = <T extends object>(part: T, own: Partial<T>): T =>
  new Proxy(part, { get: (target, name) => Reflect.get(own, name) ?? Reflect.get(target, name) });
