import type { Message } from "ollama/browser";
import { headAndTail } from "./head-tail.ts";

/** A reply of the model, and what it was answered. */
export interface Exchange {
  readonly reply: Message;
  readonly answers: readonly Message[];
}

/** Short for most text, so that the server has no reason to cut what we send. */
const CHARACTERS_PER_TOKEN = 3;
/** What a message is wrapped in. */
const WRAPPING = 40;
/** An answer this short is worth more than the words that would stand for it. */
const SHORT = 300;
/** Trimmed to less than there is room for: every trim makes the server read everything again. */
const GOAL = 0.7;

/** What is said to the model: the instructions and the item for ever, the rest as long as there is room. */
export class Conversation {
  private readonly first: Message[];
  private readonly room: number;
  private exchanges: Exchange[] = [];
  private dropped = 0;
  /** How many more tokens the server counts than we estimate. */
  private density = 1;

  /** `room` in tokens, for everything that is said; `extra` in characters, for what goes along with every request. */
  constructor(system: string, prompt: string, { room, extra }: { readonly room: number; readonly extra: number }) {
    this.first = [
      { role: "system", content: system },
      { role: "user", content: prompt },
    ];
    this.room = room - extra / CHARACTERS_PER_TOKEN;
  }

  /** Thoughts go back only within a row of tool calls, which is where the API wants them. */
  get messages(): Message[] {
    const asked = this.exchanges.findLastIndex(({ answers }) => answers.some(({ role }) => role === "user"));
    const later = this.exchanges.flatMap(({ reply, answers }, at) => [
      at > asked ? reply : thoughtless(reply),
      ...answers,
    ]);
    const left = `(Your first ${this.dropped} replies and their results are left out, to stay within your window.)`;
    return [...this.first, ...(this.dropped > 0 ? [{ role: "user", content: left }] : []), ...later];
  }

  add(exchange: Exchange): void {
    this.exchanges.push(exchange);
  }

  /** A word that answers nothing. */
  remark(message: Message): void {
    const last = this.exchanges.pop();
    if (last) this.exchanges.push({ ...last, answers: [...last.answers, message] });
    else this.first.push(message);
  }

  /** What the server counted for the messages as they are. A smaller count may be a cache's, and teaches nothing. */
  learn(tokens: number): void {
    this.density = Math.max(this.density, (tokens / this.tokens()) * this.density);
  }

  get fits(): boolean {
    return this.tokens() <= this.room;
  }

  /** Makes room, the oldest results first. Says what is gone; undefined when nothing had to go. */
  trim(): string | undefined {
    if (this.fits) return undefined;
    const isOver = () => this.tokens() > this.room * GOAL;
    let shortened = 0;
    for (let at = 0; at < this.exchanges.length - 1 && isOver(); at += 1) shortened += this.stub(at);
    const before = this.dropped;
    while (this.exchanges.length > 1 && isOver()) {
      this.exchanges.shift();
      this.dropped += 1;
    }
    const halved = this.halveLast(isOver);
    const gone = [
      ...(shortened > 0 ? [`${shortened} old results`] : []),
      ...(this.dropped > before ? [`the ${this.dropped - before} oldest exchanges`] : []),
      ...(halved ? ["the middle of the newest results"] : []),
    ];
    return gone.length > 0 ? `Left out, to stay within the model's window: ${gone.join(", ")}` : undefined;
  }

  private stub(at: number): number {
    const { reply, answers } = this.exchanges[at] ?? { reply: { role: "assistant", content: "" }, answers: [] };
    const long = answers.filter(({ content }) => content.length > SHORT).length;
    this.exchanges[at] = {
      reply: thoughtless(reply),
      answers: answers.map((one) => (one.content.length > SHORT ? { ...one, content: stubOf(one.content) } : one)),
    };
    return long;
  }

  private halveLast(isOver: () => boolean): boolean {
    let halved = false;
    for (;;) {
      const last = this.exchanges.at(-1);
      const longest = Math.max(0, ...(last?.answers ?? []).map(({ content }) => content.length));
      if (!last || !isOver() || longest <= SHORT) return halved;
      const answers = last.answers.map((one) => ({ ...one, content: headAndTail(one.content, longest / 2) }));
      this.exchanges[this.exchanges.length - 1] = { reply: thoughtless(last.reply), answers };
      halved = true;
    }
  }

  private tokens(): number {
    const characters = this.messages.reduce((sum, message) => sum + sizeOf(message), 0);
    return (characters / CHARACTERS_PER_TOKEN) * this.density;
  }
}

function thoughtless(message: Message): Message {
  const { thinking: _thinking, ...rest } = message;
  return rest;
}

const stubOf = (content: string) =>
  `(${content.length} characters, left out to stay within your window: ask again for what you need)`;

const sizeOf = ({ content, thinking = "", tool_calls }: Message) =>
  content.length + thinking.length + (tool_calls ? JSON.stringify(tool_calls).length : 0) + WRAPPING;
