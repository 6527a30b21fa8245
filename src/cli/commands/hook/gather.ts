import { ownNotes } from "../../../core/answer/own-notes.ts";
import { Quotes } from "../../../core/answer/quotes.ts";
import { messageOf } from "../../../core/errors.ts";
import { blocksIn } from "../../../core/notes/notes.ts";
import { hasNotes } from "../../../core/text/notes-block.ts";
import { plainLine } from "../../../core/text/plain-text.ts";
import { NO_CONVERSATION, transcriptsAt } from "../../../memory/sessions/read.ts";
import type { Transcript } from "../../../memory/sessions/transcript.ts";
import { handOverId } from "../../connection/spool.ts";
import type { HandOver } from "../../connection/wire.ts";

const MAX_TITLE_CHARS = 80;

/** Notes of a conversation, and why some of it could not be read. */
interface Gathered {
  readonly notes: readonly HandOver[];
  readonly trouble?: string;
}

/** Notes of a conversation, block by block; `last` is its last message, should the file not hold it yet. */
export async function gather(
  file: string,
  { last, now }: { readonly last?: string | undefined; readonly now: number },
): Promise<Gathered> {
  try {
    const notes: HandOver[] = [];
    for await (const each of transcriptsAt(file))
      if (each.ok) notes.push(...handedBack(each.transcript, { last, now }));
      else if (each.reason !== NO_CONVERSATION) return { notes, trouble: `${file}: ${each.reason}` };
    return { notes };
  } catch (thrown) {
    return { notes: [], trouble: messageOf(thrown) };
  }
}

function handedBack(
  transcript: Transcript,
  { last = "", now }: { readonly last?: string | undefined; readonly now: number },
): readonly HandOver[] {
  const { program, session, asked, said, outside } = transcript;
  const quotes = new Quotes(asked);
  const messages = last === "" || said.includes(last.trim()) ? said : [...said, last];
  const title = plainLine(asked.split("\n")[0] ?? "", MAX_TITLE_CHARS);
  return messages.filter(hasNotes).flatMap((message) =>
    blocksIn(message).map(({ body, notes }) => ({
      kind: "notes" as const,
      id: handOverId("notes", program, session, body),
      at: transcript.at ?? now,
      program,
      session,
      title,
      notes: ownNotes(notes, quotes),
      ...(outside !== undefined && { outside }),
    })),
  );
}
