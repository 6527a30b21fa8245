import { createHash } from "node:crypto";
import type { ToolResult } from "../../core/contracts/backend.ts";
import type { GuardEvent } from "../../core/contracts/policy.ts";
import { countersIn, countless, timeless } from "./volatile.ts";

/** A call with what came of it. What could be long is digested: a guard remembers all of a run. */
export interface GuardedCall {
  readonly name: string;
  readonly ok: boolean;
  /** The call, but for the times in it. */
  readonly call: string;
  /** Call and result, but for the times in them. */
  readonly whole: string;
  /** The same, but also for what the call counts with, and for that alone in the result. Of an edit, the whole. */
  readonly countless: string;
  /** The result alone; missing when its backend did not tell it. */
  readonly result?: string;
}

type Call = Extract<GuardEvent, { type: "tool_call" }>;

/** Names of the tools of all backends that change files: their every call is about something else. */
const EDITS = /^(?:edit|multiedit|notebookedit|write|save|append|patch|delete|move|create)$/i;

/** The calls of a run, each told when its result has come; of a backend that tells no results, when the next is made. */
export class Steps {
  private readonly open = new Map<string, Call>();
  private hasResults = false;

  hear(event: GuardEvent): readonly GuardedCall[] {
    if (event.type === "tool_call") return this.begin(event);
    return event.type === "tool_result" ? this.answer(event) : [];
  }

  private begin(call: Call): readonly GuardedCall[] {
    const unanswered = this.hasResults ? [] : [...this.open.values()].map((earlier) => stepOf(earlier));
    if (!this.hasResults) this.open.clear();
    this.open.set(call.id, call);
    return unanswered;
  }

  private answer(result: ToolResult): readonly GuardedCall[] {
    const call = this.open.get(result.id);
    this.hasResults = true;
    this.open.delete(result.id);
    return call ? [stepOf(call, result)] : [];
  }
}

function stepOf({ name, input }: Call, { ok, output }: Pick<ToolResult, "ok" | "output"> = { ok: true }): GuardedCall {
  const asked = timeless(JSON.stringify(input) ?? "");
  const told = output === undefined ? "" : timeless(output);
  const own = countersIn(asked);
  const whole = digest(name, asked, ok, told);
  const isCounted = own.size > 0 && !EDITS.test(name);
  return {
    name,
    ok,
    call: digest(name, asked),
    whole,
    countless: isCounted ? digest(name, countless(asked), ok, countless(told, own)) : whole,
    ...(output !== undefined && { result: digest(told) }),
  };
}

const digest = (...parts: readonly (string | boolean)[]) =>
  createHash("sha1").update(parts.join("\0")).digest("base64").slice(0, 16);
