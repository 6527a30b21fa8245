import type { SessionUpdate, ToolCallUpdate } from "@agentclientprotocol/sdk/unstable";
import type { BackendEvent } from "../../core/contracts/backend.ts";
import { endsInjected, withoutInjected } from "../../core/text/injected.ts";
import { hasNotes } from "../../core/text/notes-block.ts";

/** In characters: of what is said without a break, only the end is kept. */
const MAX_OUTPUT_CHARS = 64 * 1024;

/** Words and calls of a session so far. */
export class AcpTurns {
  /** Text since the last call, and the last such text that had notes in it. */
  private text = "";
  private notes = "";
  /** Its last words before it was asked again. */
  private before = "";
  /** Characters of the text that have been told. */
  private told = 0;
  /** Calls that were named, but are not told yet: what they are called with comes later. */
  private readonly calls = new Map<string, ToolCallUpdate>();
  private readonly begun = new Set<string>();
  /** Model it was told to use, or says that it uses. */
  model?: string;
  /** Cumulative, in micro-dollars. */
  micros?: number;
  readonly denied: string[] = [];

  /** Its notes where it wrote any, else its last words. */
  get words(): string {
    const own = withoutInjected(this.text);
    return (hasNotes(own) ? own : this.notes || own).trim() || this.before;
  }

  /** Begins the answer to another prompt; the words before it stand where the answer has none. */
  next(): BackendEvent[] {
    const rest = this.flush();
    this.before = this.words;
    this.text = "";
    this.notes = "";
    this.told = 0;
    return rest;
  }

  /** One update of the session as our events. */
  hear(update: SessionUpdate): BackendEvent[] {
    switch (update.sessionUpdate) {
      case "agent_message_chunk":
        return update.content.type === "text" ? this.say(update.content.text) : [];
      case "tool_call":
      case "tool_call_update":
        return [...this.flush(), ...this.call(update)];
      case "plan":
        return [...this.flush(), { type: "message", text: planOf(update.entries) }];
      case "usage_update":
        return this.spend(update.cost ?? undefined);
      default:
        return [];
    }
  }

  /** Message with the text that was not told yet; empty when there is none. */
  flush(): BackendEvent[] {
    const rest = withoutInjected(this.text.slice(this.told)).trim();
    this.told = this.text.length;
    return rest === "" ? [] : [{ type: "message", text: rest }];
  }

  /** Events of a call when the agent asks whether it may make it. */
  ask(call: ToolCallUpdate): BackendEvent[] {
    return [...this.flush(), ...this.begin({ ...this.calls.get(call.toolCallId), ...call })];
  }

  /** Words come in pieces, and are told by the line. */
  private say(piece: string): BackendEvent[] {
    if (this.text.length + piece.length > MAX_OUTPUT_CHARS) this.text = "";
    this.told = Math.min(this.told, this.text.length);
    this.text += piece;
    if (!piece.includes("\n")) return [];
    const end = this.text.lastIndexOf("\n") + 1;
    if (end <= this.told) return [];
    const said = this.text.slice(this.told, end);
    if (endsInjected(said)) return [];
    const lines = withoutInjected(said).trim();
    this.told = end;
    return lines === "" ? [] : [{ type: "message", text: lines }];
  }

  private call(update: ToolCallUpdate): BackendEvent[] {
    const isNew = update.status !== "completed" && update.status !== "failed";
    if (isNew && !this.calls.has(update.toolCallId)) this.turn();
    const call = { ...this.calls.get(update.toolCallId), ...givenInput(update) } as ToolCallUpdate;
    this.calls.set(update.toolCallId, call);
    // While it is pending, what it is called with is still being written.
    const begun = call.status === "in_progress" || !isNew ? this.begin(call) : [];
    if (isNew) return begun;
    this.calls.delete(update.toolCallId);
    const ok = update.status === "completed";
    return [...begun, { type: "tool_result", id: update.toolCallId, ok, ...outputOf(call) }];
  }

  private begin(call: ToolCallUpdate): BackendEvent[] {
    const { toolCallId: id, kind, title, rawInput } = call;
    if (this.begun.has(id)) return [];
    this.begun.add(id);
    return [{ type: "tool_call", id, name: kind ?? "other", input: rawInput ?? { title } }];
  }

  /** Words before a call are not the last words: only their notes are kept. */
  private turn(): void {
    const own = withoutInjected(this.text);
    if (hasNotes(own)) this.notes = own;
    this.text = "";
    this.told = 0;
  }

  private spend(cost: { readonly amount: number; readonly currency: string } | undefined): BackendEvent[] {
    if (cost?.currency !== "USD" || !(cost.amount >= 0) || !Number.isFinite(cost.amount)) return [];
    this.micros = Math.round(cost.amount * 1_000_000);
    return [{ type: "usage", usage: { inputTokens: 0, outputTokens: 0, micros: this.micros } }];
  }
}

const givenInput = (update: ToolCallUpdate) =>
  Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined && value !== null));

/** Answer of a call: in words, as the change it made, or raw. */
function outputOf({ content, rawOutput }: ToolCallUpdate): { readonly output?: string } {
  const told = (content ?? []).flatMap((block) => {
    if (block.type === "diff") return [`${block.path}\n${block.newText}`];
    return block.type === "content" && block.content.type === "text" ? [block.content.text] : [];
  });
  if (told.length > 0) return { output: told.join("\n") };
  if (rawOutput === undefined) return {};
  return { output: typeof rawOutput === "string" ? rawOutput : JSON.stringify(rawOutput) };
}

function planOf(entries: readonly { readonly content: string; readonly status: string }[]): string {
  return entries.map(({ content, status }) => `- [${status === "completed" ? "x" : " "}] ${content}`).join("\n");
}
