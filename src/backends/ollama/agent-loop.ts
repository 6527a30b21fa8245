import type { Message } from "ollama/browser";
import type { BackendEvent, BackendResult, Cause, Usage } from "../../core/contracts/backend.ts";
import { readCalls } from "./calls.ts";
import type { Conversation } from "./conversation.ts";
import type { Reply } from "./reply.ts";
import type { Speaker } from "./speaker.ts";
import { statedIn, type ToolUse, type Used } from "./tool-use.ts";

/** How often in a row a reply that leads nowhere is answered, so that the model can mend it. */
const PATIENCE = 5;
const NOTES = /^[ \t]*(?:`{3,}|~{3,})[^\n]*midwatch/im;

const CUT = "(Your reply was cut off: it was too long. Go on in smaller steps.)";
const EMPTY = "(You said nothing. Call a tool, or call done if you are finished.)";
const GO_ON = "(If you are finished, call done. If not, go on: only a call of a tool changes anything.)";

interface Parts {
  readonly speaker: Speaker;
  readonly conversation: Conversation;
  readonly hands: ToolUse;
  /** The names of the tools there are. */
  readonly tools: readonly string[];
  /** Replies after which the run ends. */
  readonly turns: number;
  /** Aborts when its time is nearly up, with a sentence for the model. */
  readonly wrapUp?: AbortSignal;
}

type Ending = Omit<BackendResult, "usage">;

/** The loop that makes an agent of a model: it replies, what it calls is done, and it is told what came of it. */
export class AgentLoop {
  private readonly parts: Parts;
  private used: Usage = { inputTokens: 0, outputTokens: 0, micros: 0 };
  /** Replies in a row that led nowhere. */
  private astray = 0;
  private hasBeenAsked = false;
  private hasBeenWarned = false;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Of all requests so far. */
  get usage(): Usage {
    return this.used;
  }

  /** Plays to the end. Rejects with what a request has thrown, or when it is stopped. */
  async *play(signal: AbortSignal): AsyncGenerator<BackendEvent, Ending> {
    for (let turn = 0; turn < this.parts.turns; turn += 1) {
      yield* this.warn();
      const left = this.parts.conversation.trim();
      if (left !== undefined) yield { type: "message", text: left };
      if (!this.parts.conversation.fits) return failed("prompt_too_long", TOO_LONG);
      const ending = yield* this.turn(signal);
      if (ending) return ending;
      if (this.astray > PATIENCE) return failed("unparsable", `${PATIENCE + 1} replies in a row could not be used`);
    }
    const text = `it had taken ${this.parts.turns} turns, as many as the backend's turns allow`;
    return { stopReason: "max_turn_requests", cause: "max_turns", text };
  }

  /** Once, after whatever the model was answered last. */
  private *warn(): Generator<BackendEvent, void> {
    const { wrapUp, conversation } = this.parts;
    if (!wrapUp?.aborted || this.hasBeenWarned) return;
    this.hasBeenWarned = true;
    const text = String(wrapUp.reason);
    conversation.remark({ role: "user", content: `(${text})` });
    yield { type: "wrap_up", told: true, text };
  }

  private async *turn(signal: AbortSignal): AsyncGenerator<BackendEvent, Ending | undefined> {
    const { speaker, conversation, hands, tools } = this.parts;
    const reply = yield* speaker.ask(conversation.messages, signal);
    if (reply.kind === "unreadable") {
      this.astray += 1;
      return this.say({ role: "assistant", content: "(a call that could not be read)" }, [MEND(reply.reason)]);
    }
    conversation.learn(reply.usage.inputTokens);
    this.used = sum(this.used, reply.usage);
    if (reply.text !== "") yield { type: "message", text: reply.text };
    yield { type: "usage", usage: this.used };
    const calls = reply.calls.length > 0 ? reply.calls : readCalls(reply.text, tools);
    if (calls.length === 0) return this.answer(reply);
    const used = yield* hands.use(calls, signal);
    this.astray = used.every(({ malformed }) => malformed) ? this.astray + 1 : 0;
    const stated = statedIn(used);
    if (stated) return { stopReason: "end_turn", text: reply.text || stated.reason, stated };
    this.say(messageOf(reply), speaker.callsTools ? used.map(asResult) : [inOneMessage(used)]);
    return undefined;
  }

  /** To a reply that calls nothing: it is the last one, unless something is wrong with it. */
  private answer(reply: Reply): Ending | undefined {
    if (NOTES.test(reply.text)) return { stopReason: "end_turn", text: reply.text };
    this.astray += 1;
    if (reply.isCut && this.astray > PATIENCE)
      return { stopReason: "max_tokens", cause: "max_tokens", text: "its replies were cut off, again and again" };
    if (reply.isCut) return this.say(messageOf(reply), [CUT]);
    const isAsked = this.hasBeenAsked;
    this.hasBeenAsked = true;
    if (!isAsked) return this.say(messageOf(reply), [reply.text === "" ? EMPTY : GO_ON]);
    if (reply.text === "") return failed("empty", "the model said nothing, even when it was asked again");
    return { stopReason: "end_turn", text: reply.text };
  }

  private say(reply: Message, answers: readonly (Message | string)[]): undefined {
    const messages = answers.map((one) => (typeof one === "string" ? { role: "user", content: one } : one));
    this.parts.conversation.add({ reply, answers: messages });
  }
}

const TOO_LONG = "instructions and item alone are more than the model's window holds: raise the backend's context";
const MEND = (reason: string) => `(Your call could not be read: ${reason}. Make it again, as valid JSON.)`;

const failed = (cause: Cause, text: string): Ending => ({ stopReason: "error", cause, text });

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  micros: 0,
});

function messageOf({ text, thinking, calls }: Reply): Message {
  const tool_calls = calls.map(({ name, input }) => ({ function: { name, arguments: asObject(input) } }));
  const more = { ...(thinking && { thinking }), ...(tool_calls.length > 0 && { tool_calls }) };
  return { role: "assistant", content: text, ...more };
}

/** The server refuses arguments that are no object, even those of an old call. */
const asObject = (input: unknown): Record<string, unknown> =>
  typeof input === "object" && input !== null ? (input as Record<string, unknown>) : { unreadable: input };

const resultOf = ({ outcome }: Used) => (outcome.ok ? outcome.text : `error: ${outcome.text}`);

const asResult = (used: Used): Message => ({ role: "tool", tool_name: used.call.name, content: resultOf(used) });

const inOneMessage = (used: readonly Used[]): string =>
  used.map((one) => `Result of ${one.call.name}:\n${resultOf(one)}`).join("\n\n");
