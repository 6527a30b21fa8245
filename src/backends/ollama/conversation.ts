import type { ChatMessage } from "./api/chat-server.ts";
import type { TokenCounts } from "./api/refusal.ts";
import { headAndTail } from "./head-tail.ts";
import { messageLength, shortened, stubbed, thoughtless } from "./shortened.ts";

/** A reply of the model, and what it was answered. */
export interface Exchange {
  readonly reply: ChatMessage;
  readonly answers: readonly ChatMessage[];
}

/** The room there is: in tokens, the window and what of it a reply may take; in characters, the tools sent along. */
export interface Space {
  readonly window: number;
  readonly reply: number;
  readonly tools: number;
}

/** Short for most text, so that the server has no reason to refuse what we send. */
const CHARACTERS_PER_TOKEN = 3;
/** Trimmed to less of the room than there is: every trim makes the server read everything again. */
const GOAL = 0.7;
/** So much more than we thought is what a server counts that refuses without a number. */
const MORE = 1.25;
/** A message this short is worth more than the words that would stand for what was left out of it. */
const SHORTENED_CHARS = 300;

/** Messages to the model: the instructions and the item for ever, the rest as long as there is room. */
export class Conversation {
  private readonly first: ChatMessage[];
  private space: Space;
  private exchanges: Exchange[] = [];
  private dropped = 0;
  /** Factor by which the server counts more tokens than we estimate. */
  private density = 1;

  constructor(system: string, prompt: string, space: Space) {
    this.first = [
      { role: "system", content: system },
      { role: "user", content: prompt },
    ];
    this.space = space;
  }

  /** Thoughts go back only within a row of tool calls, which is where the API wants them. */
  get messages(): ChatMessage[] {
    const asked = this.exchanges.findLastIndex(({ answers }) => answers.some(({ role }) => role === "user"));
    const later = this.exchanges.flatMap(({ reply, answers }, at) => [
      at > asked ? reply : thoughtless(reply),
      ...answers,
    ]);
    const left = `(Your first ${this.dropped} replies and their results are left out, to stay within your window.)`;
    return [...this.first, ...(this.dropped > 0 ? [{ role: "user", content: left } as const] : []), ...later];
  }

  /** In tokens, as well as that can be told: all that is sent. */
  get size(): number {
    return this.tokensOf(this.messages) + this.tokensOfTools;
  }

  add(exchange: Exchange): void {
    this.exchanges.push(exchange);
  }

  /** A word that answers nothing. */
  remark(message: ChatMessage): void {
    const last = this.exchanges.pop();
    if (last) this.exchanges.push({ ...last, answers: [...last.answers, message] });
    else this.first.push(message);
  }

  /** Learns from the server's count of all that was sent. A smaller count may be a cache's, and teaches nothing. */
  learn(tokens: number): void {
    this.density = Math.max(this.density, (tokens / this.size) * this.density);
  }

  /** The server did not take it. With its own counts we know better; without, that it was more than there is room for. */
  learnRefusal({ prompt, window = this.space.window }: TokenCounts): void {
    if (window < this.space.window) this.space = { ...this.space, window, reply: Math.floor(window / 4) };
    this.learn(prompt ?? Math.max(this.space.window + 1, this.size * MORE));
  }

  get fits(): boolean {
    return this.size <= this.room;
  }

  /** True when the server may take it for all we know: its count of a dense text says little of the rest. */
  get mayFit(): boolean {
    return this.size / this.density <= this.room;
  }

  /** Parts that take so much of the window, in words, where nothing can be left out any more. */
  get filling(): string {
    const { window, reply } = this.space;
    const [system, ...item] = this.first;
    const parts = [
      `the rules and tools about ${Math.round(this.tokensOf(system ? [system] : []) + this.tokensOfTools)}`,
      `the agent's instructions, brief and item about ${Math.round(this.tokensOf(item))}`,
      `what was said since about ${Math.round(this.tokensOf(this.messages.slice(this.first.length)))}`,
    ];
    return `of the window's ${window} tokens a reply may take ${reply}, and ${parts.join(", ")}`;
  }

  /** Makes room, the oldest results first. Says what is gone; undefined when nothing had to go. */
  trim(): string | undefined {
    if (this.fits) return undefined;
    const isOver = () => this.size > this.fixed + (this.room - this.fixed) * GOAL;
    let stubs = 0;
    for (let at = 0; at < this.exchanges.length - 1 && isOver(); at += 1) stubs += this.stub(at);
    const before = this.dropped;
    while (this.exchanges.length > 1 && isOver()) {
      this.exchanges.shift();
      this.dropped += 1;
    }
    const gone = [
      ...(stubs > 0 ? [`${stubs} old results`] : []),
      ...(this.dropped > before ? [`the ${this.dropped - before} oldest exchanges`] : []),
      ...(this.halveLast(isOver) ? ["the middle of the newest results"] : []),
      ...(this.halveReply(isOver) ? ["the middle of its last reply"] : []),
    ];
    return gone.length > 0 ? `Left out, to stay within the model's window: ${gone.join(", ")}` : undefined;
  }

  private stub(at: number): number {
    const { reply, answers } = this.exchanges[at] ?? EMPTY_EXCHANGE;
    const long = answers.filter(({ content }) => content.length > SHORTENED_CHARS).length;
    this.exchanges[at] = { reply: thoughtless(reply), answers: answers.map((one) => stubbed(one, SHORTENED_CHARS)) };
    return long;
  }

  private halveLast(isOver: () => boolean): boolean {
    let halved = false;
    for (;;) {
      const last = this.exchanges.at(-1);
      const longest = Math.max(0, ...(last?.answers ?? []).map(({ content }) => content.length));
      if (!last || !isOver() || longest <= SHORTENED_CHARS) return halved;
      const answers = last.answers.map((one) => ({ ...one, content: headAndTail(one.content, longest / 2) }));
      this.exchanges[this.exchanges.length - 1] = { reply: thoughtless(last.reply), answers };
      halved = true;
    }
  }

  private halveReply(isOver: () => boolean): boolean {
    let halved = false;
    for (
      let size = messageLength(this.exchanges.at(-1)?.reply ?? EMPTY_EXCHANGE.reply);
      isOver() && size > SHORTENED_CHARS;
      size /= 2
    ) {
      const { reply, answers } = this.exchanges.at(-1) ?? EMPTY_EXCHANGE;
      this.exchanges[this.exchanges.length - 1] = {
        reply: shortened(reply, Math.max(SHORTENED_CHARS, size / 2)),
        answers,
      };
      halved = true;
    }
    return halved;
  }

  private get room(): number {
    return this.space.window - this.space.reply;
  }

  /** Tokens that cannot be left out. */
  private get fixed(): number {
    return this.tokensOf(this.first) + this.tokensOfTools;
  }

  private get tokensOfTools(): number {
    return (this.space.tools / CHARACTERS_PER_TOKEN) * this.density;
  }

  private tokensOf(messages: readonly ChatMessage[]): number {
    const characters = messages.reduce((sum, message) => sum + messageLength(message), 0);
    return (characters / CHARACTERS_PER_TOKEN) * this.density;
  }
}

const EMPTY_EXCHANGE: Exchange = { reply: { role: "assistant", content: "" }, answers: [] };
