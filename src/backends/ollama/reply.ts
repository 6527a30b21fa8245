import type { Usage } from "../../core/contracts/run-result.ts";
import type { ChatRequest, ChatServer, ReplyPart } from "./api/chat-server.ts";
import { argumentsOf, type Call } from "./calls.ts";
import { eachInTime, type Patience } from "./patience.ts";

/** A server that goes on for longer than this has lost itself, whatever it was asked for. */
const MAX_REPLY_CHARS = 4 * 1024 * 1024;
const THOUGHTS = /^\s*<think(?:ing)?>(?<thinking>[\s\S]*?)(?:<\/think(?:ing)?>|$)/;
/** At the end of a text: the same again, and again. */
const STAMMER = /(?<again>\S{1,8}?\s*|\s)\k<again>{11,}\S{0,8}\s*$/;
const CHECKED_CHARS = 1000;

/** One reply of the model. */
export interface Reply {
  readonly text: string;
  /** Thoughts of the model: not part of its text. */
  readonly thinking: string;
  readonly calls: readonly Call[];
  readonly usage: Usage;
  /** It has no proper end: it is as long as a reply may be; or the model said the same over and over, until the server had enough. */
  readonly cut?: "too_long" | "repeated";
}

/** The server has ended an answer that has no end. */
class Unfinished extends Error {
  override readonly name = "Unfinished";

  constructor() {
    super("the answer was broken off");
  }
}

/**
 * Asks the model, and takes its reply as it comes, telling how many tokens it has by now. Rejects with the error
 * thrown.
 */
export async function* askModel(
  server: ChatServer,
  request: ChatRequest,
  { patience, signal }: { patience: Patience; signal: AbortSignal },
): AsyncGenerator<number, Reply> {
  const over = new AbortController();
  const heard = new ReplyStream();
  try {
    const parts = server.chat(request, AbortSignal.any([signal, over.signal]));
    for await (const part of eachInTime(parts, patience)) yield heard.add(part);
    return heard.reply();
  } finally {
    // One that still writes, or has not begun to, stops when nobody listens.
    over.abort();
  }
}

class ReplyStream {
  private text = "";
  private thinking = "";
  private readonly calls: Call[] = [];
  private count = 0;
  private end: ReplyPart["end"];
  private tokens: ReplyPart["tokens"];

  /** Adds a part, and returns the number of tokens by now, more or less. */
  add({ text = "", thinking = "", calls = [], end, tokens }: ReplyPart): number {
    this.text += text;
    this.thinking += thinking;
    this.calls.push(...calls.map(callOf));
    this.end = end ?? this.end;
    this.tokens = tokens ?? this.tokens;
    if (this.text.length + this.thinking.length > MAX_REPLY_CHARS) throw new Error("the model's reply has no end");
    this.count += 1;
    return this.count;
  }

  /** Older servers leave thoughts in the text. */
  reply(): Reply {
    const inText = THOUGHTS.exec(this.text)?.groups?.thinking ?? "";
    const text = this.text.replace(THOUGHTS, "").trim();
    const { input = 0, output = this.count } = this.tokens ?? {};
    const usage = { inputTokens: input, outputTokens: output };
    const reply = { text, thinking: this.thinking || inText, calls: this.calls, usage };
    if (this.end === "stop") return reply;
    if (this.end === "length") return { ...reply, cut: "too_long" };
    // Some servers end a reply in which one token comes again and again, without a word.
    const last = (this.thinking + this.text).slice(-CHECKED_CHARS);
    if (!STAMMER.test(last)) throw new Unfinished();
    const said = text.slice(0, -CHECKED_CHARS) + text.slice(-CHECKED_CHARS).replace(STAMMER, "$<again>…");
    return { ...reply, text: said, cut: "repeated" };
  }
}

/** A call as it came over the wire, where it is not always as agreed. */
const callOf = ({ name, arguments: args }: NonNullable<ReplyPart["calls"]>[number]): Call => ({
  name: typeof name === "string" ? name : "",
  ...argumentsOf(args),
});
