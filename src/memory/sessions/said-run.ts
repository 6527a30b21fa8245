import type { MemoryOrigin, RunSaid } from "../../core/contracts/memory.ts";
import type { Transcript } from "./transcript.ts";

/** Facts of a conversation, or of a part of it, of which memories are made. */
interface ConversationPart extends Pick<Transcript, "program" | "session" | "outside"> {
  readonly agent: string;
  readonly title: string;
  readonly text: string;
  readonly reason: string;
  readonly notes?: RunSaid["notes"];
  readonly at: number;
  /** Names the part of it; missing where all of it is meant. */
  readonly part?: string;
}

/** A conversation as a run that has ended: what was asked is its item, and the last word how it went. */
export function saidRun({ agent, program, session, title, text, reason, notes, at, outside, part }: ConversationPart) {
  const item = { source: program, id: session, title };
  const outcome = { kind: "progress" as const, reason: reason || "nothing was said" };
  const run: RunSaid = { agent, item, outcome, text, ...(notes && { notes }) };
  const key = [program, session, ...(part === undefined ? [] : [part])].join("-");
  const tainted = outside && `its session could read the web, with ${outside}`;
  const origin: MemoryOrigin = { session: key, item: `${program}: ${session}`, at, ...(tainted && { tainted }) };
  return { run, origin };
}
