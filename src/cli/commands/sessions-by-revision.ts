import { dollars } from "../../core/budget/money.ts";
import type { History } from "../../core/contracts/history.ts";
import { type ChangedFile, type ToldRevision, toldRevisions } from "../../core/night/revisions.ts";
import { counted } from "../../core/text/wording.ts";
import { timeIn } from "../../core/text/zone.ts";
import { EXIT } from "../exit-codes.ts";
import { authorOf } from "../fleet/file-authors.ts";
import { invocation } from "../invocation.ts";
import { dim, say, sayJson } from "../views/print.ts";
import { table } from "../views/table.ts";

interface RevisionQuery {
  readonly folder: string;
  readonly zone: string;
  readonly limit: number;
  readonly json: boolean;
}

type NamedRevision = Omit<ToldRevision, "changed"> & { readonly changed?: readonly NamedChange[] };
type NamedChange = ChangedFile & { readonly by?: string };

/** So many files of a revision are named, with who has committed them. */
const MOST_NAMED = 5;
const SHORT_ID = 8;

/** Revisions of the fleet's files: since when, what they changed, by whom, and how sessions went with them. */
export async function sessionsByRevision(
  history: History,
  { folder, zone, limit, json }: RevisionQuery,
): Promise<number> {
  const all = toldRevisions(await history.revisions.spans());
  const shown: NamedRevision[] = [];
  for (const one of all.slice(0, limit)) shown.push(await withAuthors(folder, one));
  if (json) {
    sayJson(shown);
    return EXIT.ok;
  }
  const head = ["revision", "since", "sessions", "success", "no effect", "spent", "what changed, and by whom"];
  const rows = shown.map((one) => revisionRow(one, zone));
  say(rows.length > 0 ? table(head, rows) : "no session yet");
  if (all.length > shown.length)
    say(
      dim(`the latest ${shown.length} of ${all.length}: ${invocation()} sessions --by revision --limit ${all.length}`),
    );
  return EXIT.ok;
}

/** Git knows only of what is committed. */
async function withAuthors(folder: string, { changed, ...revision }: ToldRevision): Promise<NamedRevision> {
  if (!changed) return revision;
  const named = changed.map(async (file, at): Promise<NamedChange> => {
    const by = file.mark === undefined || at >= MOST_NAMED ? undefined : await authorOf(folder, file.path, file.mark);
    return by === undefined ? file : { ...file, by };
  });
  return { ...revision, changed: await Promise.all(named) };
}

function revisionRow({ id, first, changed, sums }: NamedRevision, zone: string): string[] {
  return [
    id?.slice(0, SHORT_ID) ?? "–",
    timeIn(zone, first).slice(5, 16),
    String(sums.sessions),
    share(sums.fruitful, sums.withWork),
    share(sums.fruitless, sums.withWork),
    dollars(sums.micros),
    id === undefined ? "not recorded: by an earlier midwatch" : changesOf(changed),
  ];
}

function changesOf(changed: readonly NamedChange[] | undefined): string {
  if (!changed) return "the first that is recorded";
  const named = changed.slice(0, MOST_NAMED).map(({ path, how, by }) => {
    const which = how === "changed" ? path : `${path} (${how})`;
    return by === undefined ? which : `${which} by ${by}`;
  });
  const more = changed.length - named.length;
  return [...named, ...(more > 0 ? [`${counted(more, "other file")}: --json names all`] : [])].join(", ");
}

const share = (some: number, all: number) => (all === 0 ? "–" : `${Math.round((100 * some) / all)} %`);
