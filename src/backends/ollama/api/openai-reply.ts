import { z } from "zod";
import { type ReplyPart, tokenCount, type WrittenCall } from "./chat-server.ts";

const text = z.string().nullish().catch(undefined);

const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            /** One of the two, by server. */
            reasoning_content: text,
            reasoning: text,
            tool_calls: z.array(z.unknown()).nullish().catch(undefined),
          })
          .partial()
          .catch({}),
        finish_reason: text,
      }),
    )
    .catch([]),
  usage: z
    .object({ prompt_tokens: z.unknown().optional(), completion_tokens: z.unknown().optional() })
    .nullish()
    .catch(undefined),
});

const CallPiece = z.object({
  index: z.int().nonnegative().catch(0),
  function: z.object({ name: text, arguments: text }).partial().catch({}),
});

/** One reply, of the pieces it comes in: a call's arguments come in many. */
export class OpenAiReply {
  private readonly calls = new Map<number, { name: string; arguments: string }>();
  private end: "stop" | "length" | undefined;
  private tokens: ReplyPart["tokens"];

  /** Part of the reply that can be passed on at once. */
  add(chunk: unknown): ReplyPart {
    const { choices, usage } = Chunk.parse(chunk);
    const { delta = {}, finish_reason: reason } = choices[0] ?? {};
    for (const piece of delta.tool_calls ?? []) this.note(CallPiece.parse(piece));
    if (reason) this.end = reason === "length" ? "length" : "stop";
    if (usage) this.tokens = { input: tokenCount(usage.prompt_tokens), output: tokenCount(usage.completion_tokens) };
    return { text: delta.content ?? "", thinking: delta.reasoning_content ?? delta.reasoning ?? "" };
  }

  /** Part of the reply that only its end makes whole. */
  *rest(): Iterable<ReplyPart> {
    const calls: WrittenCall[] = [...this.calls.values()];
    yield { calls, ...(this.end && { end: this.end }), ...(this.tokens && { tokens: this.tokens }) };
  }

  private note({ index, function: { name, arguments: more } }: z.infer<typeof CallPiece>): void {
    const call = this.calls.get(index) ?? { name: "", arguments: "" };
    this.calls.set(index, { name: call.name + (name ?? ""), arguments: call.arguments + (more ?? "") });
  }
}
