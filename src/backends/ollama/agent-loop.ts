import type { AnswerJudge, BackendEvent } from "../../core/contracts/backend.ts";
import type { BackendResult, Cause, Usage } from "../../core/contracts/run-result.ts";
import { hasNotes } from "../../core/text/notes-block.ts";
import { byModel } from "../model-usage.ts";
import type { ChatMessage } from "./api/chat-server.ts";
import { proseIn, readCalls } from "./calls.ts";
import { asResult, inOneMessage, messageOf } from "./chat-messages.ts";
import type { Conversation } from "./conversation.ts";
import { CUT, CUT_OFF, EMPTY, ENDED_REPEATING, GO_ON, MEND, SAME_AGAIN, TOO_LONG } from "./remarks.ts";
import { Repeats } from "./repeats.ts";
import type { Reply } from "./reply.ts";
import type { ModelAnswer, Speaker } from "./speaker.ts";
import { refusedIn, statedIn, type ToolUse } from "./tool-use.ts";

/** Replies in a row that lead nowhere and are still answered, so that the model can mend them. */
const MAX_USELESS_REPLIES = 5;

/** Refusals in a row that a server may give to requests that we make shorter every time. */
const REFUSALS = 4;

interface Parts {
  readonly speaker: Speaker;
  readonly conversation: Conversation;
  readonly hands: ToolUse;
  /** The names of the tools there are. */
  readonly tools: readonly string[];
  /** Tells its answer from its prompt said back. */
  readonly judge?: AnswerJudge;
  /** Replies after which the run ends. */
  readonly turns: number;
  /** The model's name. */
  readonly model: string;
  /** Price of the tokens, in micro-dollars. */
  readonly costOf: (usage: Usage) => number;
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
  private readonly repeats = new Repeats();
  private hasBeenAsked = false;
  private hasBeenAskedWhetherDone = false;
  private hasBeenWarned = false;
  /** True once an answer of the agent's was refused: it is asked for another one once. */
  private hasBeenRefused = false;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Of all requests so far. */
  get usage(): Usage {
    return { ...this.used, ...byModel([{ model: this.parts.model, ...this.used }]) };
  }

  /** Plays to the end. Rejects with what a request has thrown, or when it is stopped. */
  async *play(signal: AbortSignal): AsyncGenerator<BackendEvent, Ending> {
    for (let turn = 0; turn < this.parts.turns; turn += 1) {
      yield* this.warn();
      const ending = yield* this.turn(signal);
      if (ending) return ending;
      if (this.astray > MAX_USELESS_REPLIES)
        return failedEnding("unparsable", `${MAX_USELESS_REPLIES + 1} replies in a row could not be used`);
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
    const reply = yield* this.reply(signal);
    if (reply.kind === "too_long") return failedEnding("prompt_too_long", TOO_LONG(conversation.filling));
    if (reply.kind === "unreadable") {
      this.astray += 1;
      return this.say({ role: "assistant", content: "(a call that could not be read)" }, [MEND(reply.reason)]);
    }
    const calls = reply.calls.length > 0 ? reply.calls : readCalls(reply.text, tools);
    yield* this.count(reply);
    const prose = calls.length > 0 ? proseIn(reply.text) : reply.text;
    if (prose !== "") yield { type: "message", text: prose };
    if (calls.length === 0)
      return this.repeats.note(reply, [], []) ? this.askWhetherDone(reply, []) : this.answer(reply);
    const used = yield* hands.use(calls, signal);
    this.astray = used.every(({ malformed }) => malformed) ? this.astray + 1 : 0;
    const stated = statedIn(used);
    if (stated) return { stopReason: "end_turn", text: reply.text || stated.reason, stated };
    const refused = refusedIn(used);
    if (refused !== undefined && this.hasBeenRefused)
      return { stopReason: "end_turn", text: `(It gave no answer, twice. ${refused})` };
    this.hasBeenRefused ||= refused !== undefined;
    const results = speaker.callsTools ? used.map(asResult) : [inOneMessage(used)];
    if (this.repeats.note(reply, calls, used)) return this.askWhetherDone(reply, results);
    return this.say(messageOf(reply), results);
  }

  /** With room for it made first, and more when the server wants more: it counts, and we estimate. */
  private async *reply(signal: AbortSignal): AsyncGenerator<BackendEvent, ModelAnswer> {
    const { speaker, conversation } = this.parts;
    for (let refusals = 0; ; refusals += 1) {
      const left = conversation.trim();
      if (left !== undefined) yield { type: "message", text: left };
      const isHopeless = !conversation.mayFit || (refusals > 0 && left === undefined);
      if (isHopeless || refusals > REFUSALS) return { kind: "too_long", reason: conversation.filling, counts: {} };
      const answer = yield* this.listen(speaker.ask(conversation.messages, signal));
      if (answer.kind !== "too_long") return answer;
      conversation.learnRefusal(answer.counts);
    }
  }

  private async *listen(coming: ReturnType<Speaker["ask"]>): AsyncGenerator<BackendEvent, ModelAnswer> {
    for (;;) {
      const { done, value } = await coming.next();
      if (done) return value;
      if (value.type !== "tokens") yield value;
      else yield { type: "usage", usage: this.sum({ inputTokens: 0, outputTokens: value.count }) };
    }
  }

  /** Counts a reply's tokens; those that a server does not count are estimated. */
  private *count({ usage }: Reply): Generator<BackendEvent, void> {
    const { conversation } = this.parts;
    if (usage.inputTokens > 0) conversation.learn(usage.inputTokens);
    this.used = this.sum({ ...usage, inputTokens: usage.inputTokens || Math.round(conversation.size) });
    yield { type: "usage", usage: this.used };
  }

  private sum(more: Usage): Usage {
    return {
      inputTokens: this.used.inputTokens + more.inputTokens,
      outputTokens: this.used.outputTokens + more.outputTokens,
      micros: (this.used.micros ?? 0) + this.parts.costOf(more),
    };
  }

  /** Once; a model that has nothing new to say even then has ended, whatever it thinks of it. */
  private askWhetherDone(reply: Reply, results: readonly (ChatMessage | string)[]): Ending | undefined {
    const text = results.length > 0 ? ENDED_REPEATING : reply.text;
    if (this.hasBeenAskedWhetherDone) return { stopReason: "end_turn", text };
    this.hasBeenAskedWhetherDone = true;
    return this.say(messageOf(reply), [...results, SAME_AGAIN]);
  }

  /** To a reply that calls nothing: it is the last one, unless something is wrong with it. */
  private answer(reply: Reply): Ending | undefined {
    if (hasNotes(reply.text)) return this.judge(reply);
    this.astray += 1;
    if (reply.cut && this.astray > MAX_USELESS_REPLIES)
      return { stopReason: "max_tokens", cause: "max_tokens", text: CUT_OFF[reply.cut] };
    if (reply.cut) return this.say(messageOf(reply), [CUT[reply.cut]]);
    const isAsked = this.hasBeenAsked;
    this.hasBeenAsked = true;
    if (!isAsked) return this.say(messageOf(reply), [reply.text === "" ? EMPTY : GO_ON]);
    if (reply.text === "") return failedEnding("empty", "the model said nothing, even when it was asked again");
    return { stopReason: "end_turn", text: reply.text };
  }

  /** A block of notes ends the run, unless it is only said back. */
  private judge(reply: Reply): Ending | undefined {
    const why = this.parts.judge?.message(reply.text);
    if (why === undefined || this.hasBeenRefused) return { stopReason: "end_turn", text: reply.text };
    this.hasBeenRefused = true;
    return this.say(messageOf(reply), [`(${why})`]);
  }

  private say(reply: ChatMessage, answers: readonly (ChatMessage | string)[]): undefined {
    const messages = answers.map((one) => (typeof one === "string" ? ({ role: "user", content: one } as const) : one));
    this.parts.conversation.add({ reply, answers: messages });
  }
}

const failedEnding = (cause: Cause, text: string): Ending => ({ stopReason: "error", cause, text });
