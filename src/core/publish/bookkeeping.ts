import type { PublishIntent } from "../contracts/effects.ts";
import type { FileEdit, ItemReport, WorkItem, WorkSource, WorkspaceView } from "../contracts/work.ts";
import { messageOf } from "../errors.ts";
import { identityOf } from "../text/item-identity.ts";
import { isStated } from "../text/outcome.ts";
import { threadEdits } from "../threads/record.ts";
import { journalEntry } from "./journal.ts";

/** Changes that a session's end makes in the workspace's own files. */
export interface Books {
  /** In their sources' words: how its item ended. */
  readonly records: readonly FileEdit[];
  /** Reasons why sources could not record it: what they are told waits, and nothing else. */
  readonly failed: readonly string[];
  /** In the session's own words: its journal entry, and threads. */
  readonly words: readonly FileEdit[];
}

/** A pure function of the upstream and the report: asked again whenever the upstream has moved. */
export async function bookkeeping(
  session: string,
  intent: PublishIntent,
  about: { readonly view: WorkspaceView; readonly sources: readonly WorkSource[]; readonly zone: string },
): Promise<Books> {
  const { view, zone } = about;
  const { records, failed } = await recordsOf({ session, intent }, about);
  const { threads = [], agent, endedAt: at } = intent;
  const opened = await threadEdits(threads, withEdits(view, records), { agent, at, session });
  return { records, failed, words: [...opened, journalEntry(session, intent, zone)] };
}

/** Records of the item's own source, and of the one it points to: one that cannot be made hinders no other. */
export async function recordsOf(
  { session, intent }: { readonly session: string; readonly intent: PublishIntent },
  { view, sources }: { readonly view: WorkspaceView; readonly sources: readonly WorkSource[] },
): Promise<Omit<Books, "words">> {
  const report = recordable(session, intent);
  const [records, failed]: [FileEdit[], string[]] = [[], []];
  for (const item of report ? [intent.item, ...pointedTo(intent.item)] : []) {
    const source = sources.find(({ name }) => name === item.source);
    try {
      if (report && source?.record) records.push(...(await source.record(item, report, { view, now: intent.endedAt })));
    } catch (thrown) {
      failed.push(`${item.source} could not record it: ${messageOf(thrown)}`);
    }
  }
  return { records, failed };
}

/** As the files will be: what a thread is told comes on top of what its source has recorded. */
const withEdits = (view: WorkspaceView, edits: readonly FileEdit[]): Pick<WorkspaceView, "list" | "readAll"> => ({
  list: (folder) => view.list(folder),
  async readAll(paths) {
    const edited = edits
      .filter(({ path }) => paths.includes(path))
      .map(({ path, content }) => [path, content] as const);
    return new Map([...(await view.readAll(paths)), ...edited]);
  },
});

/** Records that git cannot write, such as one of a path outside of the workspace, are no reason to publish nothing. */
export async function writable(books: Books, write: (edits: readonly FileEdit[]) => Promise<string>): Promise<Books> {
  if (books.records.length === 0) return books;
  try {
    await write(inPlace(books.records));
    return books;
  } catch (thrown) {
    return {
      ...books,
      records: [],
      failed: [...books.failed, `its source's record cannot be written: ${messageOf(thrown)}`],
    };
  }
}

/** Of two edits of a file the later one has seen the other. */
export const inPlace = (edits: readonly FileEdit[]): readonly FileEdit[] => [
  ...new Map(edits.map((edit) => [edit.path, edit])).values(),
];

/** The item that this one only points to: its own source records how it ended, too. */
const pointedTo = (item: WorkItem): WorkItem[] => (item.sameAs ? [{ ...item, ...identityOf(item) }] : []);

/**
 * A run that was cut short, or whose work is not on the branch, has said nothing that may be recorded of its item. The
 * words of one that has read what strangers write stand in its journal entry, and not where its siblings find their
 * work.
 */
function recordable(session: string, { report, outcome, rescue, tainted }: PublishIntent): ItemReport | undefined {
  if (!isStated(outcome) || rescue) return undefined;
  return tainted === undefined ? report : { ...report, reason: `see the journal, session ${session.slice(-8)}` };
}
