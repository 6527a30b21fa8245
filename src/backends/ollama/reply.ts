import type { ChatRequest, ChatResponse } from "ollama/browser";
import type { Usage } from "../../core/contracts/backend.ts";
import { argumentsOf, type Call } from "./calls.ts";
import { type Address, connect, eachInTime, type Patience } from "./server.ts";

/** A server that goes on for longer than this has lost itself, whatever it was asked for. */
const LONGEST = 4 * 1024 * 1024;
const THOUGHTS = /^\s*<think(?:ing)?>(?<thinking>[\s\S]*?)(?:<\/think(?:ing)?>|$)/;

/** One reply of the model. */
export interface Reply {
  readonly text: string;
  /** What it thought: not part of what it said. */
  readonly thinking: string;
  readonly calls: readonly Call[];
  readonly usage: Usage;
  /** It was cut off, because it was as long as a reply may be. */
  readonly isCut: boolean;
}

/** Asks the model, and takes its reply as it comes. Rejects with what the server, the client or the wait has thrown. */
export async function ask(
  request: ChatRequest,
  { address, patience, signal }: { address: Address; patience: Patience; signal: AbortSignal },
): Promise<Reply> {
  const over = new AbortController();
  const client = connect(address, AbortSignal.any([signal, over.signal]));
  const heard = new Heard();
  try {
    for await (const part of eachInTime(client.chat({ ...request, stream: true }), patience)) heard.add(part);
    return heard.reply();
  } finally {
    // A server that still writes stops when nobody listens.
    over.abort();
  }
}

class Heard {
  private text = "";
  private thinking = "";
  private readonly calls: Call[] = [];
  private last: Partial<ChatResponse> = {};

  add(part: Partial<ChatResponse>): void {
    const { content = "", thinking = "", tool_calls = [] } = part.message ?? {};
    this.text += content;
    this.thinking += thinking;
    this.calls.push(...tool_calls.map((call) => callOf(call.function)));
    if (part.done) this.last = part;
    if (this.text.length + this.thinking.length > LONGEST) throw new Error("the model's reply has no end");
  }

  /** Older servers leave thoughts in the text. */
  reply(): Reply {
    const inText = THOUGHTS.exec(this.text)?.groups?.thinking ?? "";
    const { prompt_eval_count: input, eval_count: output, done_reason: reason } = this.last;
    return {
      text: this.text.replace(THOUGHTS, "").trim(),
      thinking: this.thinking || inText,
      calls: this.calls,
      usage: { inputTokens: counted(input), outputTokens: counted(output), micros: 0 },
      isCut: reason === "length",
    };
  }
}

/** What comes over the wire is not always what the types say. */
function callOf(called: unknown): Call {
  const { name, arguments: args } = (called ?? {}) as { name?: unknown; arguments?: unknown };
  return { name: typeof name === "string" ? name : "", ...argumentsOf(args) };
}

const counted = (tokens: unknown) => (Number.isSafeInteger(tokens) ? Math.max(0, tokens as number) : 0);
