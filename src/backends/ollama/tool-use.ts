import type { BackendEvent } from "../../core/contracts/backend.ts";
import { messageOf } from "../../core/errors.ts";
import type { Call } from "./calls.ts";
import { type Desk, Done, type Outcome, type Tool } from "./tools.ts";

/** A call, and what came of it. */
export interface Used {
  readonly call: Call;
  readonly outcome: Outcome;
  /** The call itself could not be understood: nothing was tried. */
  readonly malformed: boolean;
}

/** The agent's hands: makes its calls one after the other, and tells of each. */
export class ToolUse {
  private readonly tools: readonly Tool[];
  private readonly desk: Desk;
  private count = 0;

  constructor(tools: readonly Tool[], desk: Desk) {
    this.tools = tools;
    this.desk = desk;
  }

  async *use(calls: readonly Call[], signal: AbortSignal): AsyncGenerator<BackendEvent, readonly Used[]> {
    const used: Used[] = [];
    for (const call of calls) {
      signal.throwIfAborted();
      this.count += 1;
      const id = `call-${this.count}`;
      yield { type: "tool_call", id, name: call.name, input: call.input };
      const hasFailed = used.some(({ outcome }) => !outcome.ok);
      const made = call.name === "done" && hasFailed ? TOO_EARLY(call) : await this.make(call, signal);
      yield { type: "tool_result", id, ok: made.outcome.ok, output: made.outcome.text };
      used.push(made);
    }
    return used;
  }

  private async make(call: Call, signal: AbortSignal): Promise<Used> {
    const tool = this.tools.find(({ name }) => name === call.name);
    const names = this.tools.map(({ name }) => name).join(", ");
    if (call.problem !== undefined) return refused(call, `this call cannot be read: ${call.problem}`);
    if (!tool) return refused(call, `there is no tool "${call.name}"; there are: ${names}`);
    const parsed = tool.parameters.safeParse(call.input);
    try {
      return { call, outcome: await tool.use(call.input, this.desk, signal), malformed: !parsed.success };
    } catch (thrown) {
      // Whatever a tool throws is for the model to deal with, unless we have been stopped meanwhile.
      signal.throwIfAborted();
      return { call, outcome: { ok: false, text: messageOf(thrown) }, malformed: false };
    }
  }
}

/** State of the item that the run gives, once it has called done. */
export function statedIn(used: readonly Used[]) {
  const finished = used.find(({ call, outcome }) => call.name === "done" && outcome.ok);
  return finished && Done.parse(finished.call.input);
}

/** Reason for which the answer in the call of done is none. */
export const refusedIn = (used: readonly Used[]): string | undefined =>
  used.find(({ outcome }) => outcome.refusal !== undefined)?.outcome.refusal;

const refused = (call: Call, text: string): Used => ({ call, outcome: { ok: false, text }, malformed: true });

const TOO_EARLY = (call: Call): Used => ({
  call,
  outcome: {
    ok: false,
    text: "not ended: a call before this one failed. Mend that, or say in the reason that it failed",
  },
  malformed: false,
});
