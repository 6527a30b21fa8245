import type { Factory, Host } from "../../src/core/contracts/plugin.ts";
import type { GuardEvent, GuardPolicy } from "../../src/core/contracts/policy.ts";

/** A guard with options as a file would have them. */
export function made<O>(factory: Factory<GuardPolicy, O>, options: unknown): GuardPolicy {
  const checked = factory.options.safeParse(options);
  if (!checked.success) throw new Error("wrong options");
  return factory.create(checked.data, {} as Host);
}

/** How many events a guard allows before it refuses, and why it does. */
export function refusalOf(policy: GuardPolicy, events: readonly (readonly [GuardEvent, number])[]) {
  const guard = policy.guard(0, new AbortController().signal);
  const verdicts = events.map(([event, at]) => guard(event, at));
  const at = verdicts.findIndex(({ ok }) => !ok);
  const refusal = verdicts[at];
  return refusal && !refusal.ok ? { after: at, reason: refusal.reason } : undefined;
}

export const now = (events: readonly GuardEvent[]) => events.map((event) => [event, 0] as const);
export const times = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));

/** A call, and what came of it. */
export interface Made {
  readonly name: string;
  readonly input: unknown;
  readonly output?: string;
  readonly ok?: boolean;
}

/** Calls as a backend tells them, each answered before the next. */
export const told = (made: readonly Made[]): GuardEvent[] =>
  made.flatMap(({ name, input, output, ok = true }, n) => [
    { type: "tool_call", id: String(n), name, input },
    { type: "tool_result", id: String(n), ok, ...(output !== undefined && { output }) },
  ]);
