import type { ProgressResponse } from "ollama/browser";

/** A message, in Ollama's words: what other APIs call it is theirs to know. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly {
    readonly function: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
  }[];
  /** Of a result: the tool that was called. Results follow their calls, in the calls' order. */
  readonly tool_name?: string;
}

/** A tool, as every API wants it. */
export interface ToolDefinition {
  readonly type: "function";
  readonly function: { readonly name: string; readonly description: string; readonly parameters: object };
}

/** Thinking of a model that can think: on, off, or how much. */
type Thinking = boolean | "low" | "medium" | "high" | "max";

/** Request to a model. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Empty when the model writes its calls as text. */
  readonly tools: readonly ToolDefinition[];
  /** Tokens: of the whole window, and of the longest reply. */
  readonly window: number;
  readonly longest: number;
  readonly think?: Thinking | undefined;
}

/** A call as it came: its arguments may be an object, or that as text. */
export interface WrittenCall {
  readonly name: unknown;
  readonly arguments: unknown;
}

/** Some of a reply; a token or so of it, whatever it says. */
export interface ReplyPart {
  readonly text?: string;
  readonly thinking?: string;
  readonly calls?: readonly WrittenCall[];
  /** The reply has ended as it should, or because it was as long as it may be. */
  readonly end?: "stop" | "length";
  readonly tokens?: { readonly input: number; readonly output: number };
}

/** A model, as far as the loop has to know it. */
export interface Model {
  readonly name: string;
  /** Tokens it can have in mind at once: what we ask the server for. */
  readonly window: number;
  /** It calls tools by the API; otherwise it writes its calls as text. */
  readonly callsTools: boolean;
  readonly thinks: boolean;
}

/** Progress of a model that a server fetches. */
export type PullStep = Pick<ProgressResponse, "status" | "total" | "completed">;

/** A server of models, whichever API it speaks. What it refuses and what cannot be understood rejects with a ServerError. */
export interface ChatServer {
  /** Name of the server, in words. */
  introduce(signal: AbortSignal): Promise<string>;
  /** Rejects when it has no model of that name. */
  lookUp(model: string, signal: AbortSignal): Promise<Model>;
  /** Missing where a server fetches no models. */
  pull?(model: string, signal: AbortSignal): AsyncIterable<PullStep>;
  /** A reply as it comes. One that was broken off has no end. */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ReplyPart>;
}

/** Tokens of a window that most machines have the memory for. */
export const MODEST_WINDOW = 16_384;

/** Tokens that a server counts; 0 where it does not. */
export const tokenCount = (tokens: unknown): number =>
  Number.isSafeInteger(tokens) ? Math.max(0, tokens as number) : 0;
