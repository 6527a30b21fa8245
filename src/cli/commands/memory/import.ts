import { ownNotes } from "../../../core/answer/own-notes.ts";
import { Quotes } from "../../../core/answer/quotes.ts";
import type { Extractor } from "../../../core/contracts/memory.ts";
import { messageOf } from "../../../core/errors.ts";
import { cleanExtraction } from "../../../core/learning/clean-extraction.ts";
import { notesIn } from "../../../core/notes/notes.ts";
import { plainText, shortened } from "../../../core/text/plain-text.ts";
import { counted } from "../../../core/text/wording.ts";
import type { FileMemoryBook } from "../../../memory/book.ts";
import { transcriptsAt } from "../../../memory/sessions/read.ts";
import { saidRun } from "../../../memory/sessions/said-run.ts";
import type { Transcript } from "../../../memory/sessions/transcript.ts";
import { complain, say, sayJson } from "../../views/print.ts";

const LONGEST_MESSAGE = 16_000;
const MAX_ITEM_TITLE_CHARS = 80;
const MAX_PROBLEM_CHARS = 300;

interface With {
  readonly book: FileMemoryBook;
  readonly extractor: Extractor;
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** Epoch milliseconds, for what does not say when it was. */
  readonly now: number;
}

/** Takes over what a person's own sessions noticed, each once, however often it is asked for. */
export async function importSessions(
  path: string,
  agent: string,
  { book, extractor, signal, json, now }: With,
): Promise<void> {
  const before = (await book.read(agent)).all.size;
  const passed: { readonly file: string; readonly reason: string }[] = [];
  let sessions = 0;
  for await (const found of transcriptsAt(path)) {
    if (!found.ok) {
      passed.push(found);
      continue;
    }
    try {
      const { run, origin } = saidIn({ at: now, ...found.transcript }, agent);
      await book.keep({ agent, origin, ...cleanExtraction(await extractor.extract(run, signal)) }, signal);
      sessions += 1;
    } catch (thrown) {
      passed.push({ file: found.file, reason: messageOf(thrown) });
    }
  }
  const memories = (await book.read(agent)).all.size - before;
  if (json) return sayJson({ agent, sessions, memories, passed });
  for (const { file, reason } of passed) complain(`${file}: ${reason}`);
  say(
    `${counted(sessions, "session")} read, ${memories === 1 ? "1 new memory" : `${memories} new memories`} for ${agent}`,
  );
}

/** A whole conversation, as far as memories are made of it. */
function saidIn(transcript: Transcript & { readonly at: number }, agent: string) {
  const { asked, said } = transcript;
  const title = plainText(asked.split("\n")[0] ?? "").slice(0, MAX_ITEM_TITLE_CHARS);
  // What was asked is the person's word, and nothing that the agent has noticed, however often it says it.
  const quotes = new Quotes(asked);
  const text = shortened(plainText(quotes.strip(said.at(-1) ?? "").own), LONGEST_MESSAGE);
  const block = said.map(notesIn).findLast((each) => each !== undefined);
  const notes = block && ownNotes(block, quotes);
  const reason = (text.split(/\n\s*\n/)[0] ?? "").replaceAll(/\s+/g, " ").slice(0, MAX_PROBLEM_CHARS);
  return saidRun({ ...transcript, agent, title, text, reason, ...(notes && { notes }) });
}
