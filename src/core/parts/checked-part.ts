import type { Backend, BackendRequest } from "../contracts/backend.ts";
import type { Slots } from "../contracts/plugin.ts";
import type { GuardPolicy } from "../contracts/policy.ts";
import { MidwatchError } from "../errors.ts";
import { checkedRun } from "./checked-run.ts";
import { type AnswerRule, guardAnswer, type MemberRule, SLOT_RULES } from "./slot-rules.ts";

/**
 * A part whose every answer is looked at before anybody works with it: whoever has written it is told what was wrong,
 * and what would be right, instead of us stumbling over it somewhere else.
 */
export function checkedPart<S extends keyof Slots>(slot: S, part: unknown, who: string): Slots[S] {
  const rule = SLOT_RULES[slot];
  const missing = Object.entries(rule.has).filter(([name, wanted]) => !isMember(memberOf(part, name), wanted));
  if (missing.length > 0) {
    const wanted = missing.map(([name, type]) => `${name} (${memberWords(type)})`).join(", ");
    throw new MidwatchError(`${who} is made without ${wanted}: its create must return an object that has it`);
  }
  const answering = checkedMethods(part as object, rule.answers, who);
  if (slot === "backend") return withRun(answering as unknown as Backend, who) as Slots[S];
  if (slot === "guard") return withGuards(answering as unknown as GuardPolicy, who) as Slots[S];
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

/** The same object, as far as anybody can see; its methods keep their `this`. */
function checkedMethods(part: object, rules: Readonly<Record<string, AnswerRule>>, who: string): object {
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const rule = typeof name === "string" ? rules[name] : undefined;
      const method = value as Method;
      if (!rule) return (...asked: readonly unknown[]) => method.apply(target, [...asked]);
      return (...asked: readonly unknown[]) => {
        const look = (answer: unknown) => right(answer, rule(answer, asked), `${who}: ${String(name)}`);
        const answer = method.apply(target, [...asked]);
        return answer instanceof Promise ? answer.then(look) : look(answer);
      };
    },
  });
}

function right(answer: unknown, wrong: string | undefined, what: string): unknown {
  if (wrong === undefined) return answer;
  throw new MidwatchError(`${what} answered with what is no answer: ${shown(answer)}: ${wrong}`);
}

const LONGEST = 120;

function shown(answer: unknown): string {
  try {
    return (JSON.stringify(answer) ?? String(answer)).slice(0, LONGEST);
  } catch {
    return `a ${typeof answer}`;
  }
}

const withRun = (backend: Backend, who: string): Backend =>
  over(backend, {
    run: (request: BackendRequest, signal: AbortSignal) => checkedRun(backend.run(request, signal), who),
  });

const withGuards = (policy: GuardPolicy, who: string): GuardPolicy =>
  over(policy, {
    guard: (at: number, until: AbortSignal) => {
      const guard = policy.guard(at, until);
      return (event: Parameters<typeof guard>[0], now: number) => {
        const answer = guard(event, now);
        return right(answer, guardAnswer(answer, []), `${who}: its guard`) as ReturnType<typeof guard>;
      };
    },
  });

const over = <T extends object>(part: T, own: Partial<T>): T =>
  new Proxy(part, { get: (target, name) => Reflect.get(own, name) ?? Reflect.get(target, name) });
