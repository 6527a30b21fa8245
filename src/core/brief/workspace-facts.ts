import type { TaintRecord } from "../contracts/taint.ts";
import type { WorkspaceView } from "../contracts/work.ts";
import { parseThread, THREADS } from "../threads/thread.ts";
import type { BriefFacts } from "./facts.ts";
import { latestDays, newestEntries, readEntry } from "./journal.ts";
import { PROJECTS, parseProject } from "./project.ts";

/** Entries that are read; a workspace has a hundred a day, and years of them. */
const MOST_ENTRIES = 10;
const MAX_CHANGED_FILES = 200;

interface FactsInput {
  readonly workspace: string;
  readonly zone: string;
  readonly now: number;
  readonly taints: TaintRecord;
}

/** A file, its text, and where that may come from, when that is outside of the fleet. */
interface Read {
  readonly path: string;
  readonly text: string;
  readonly from: { readonly origin?: string };
}

/** Facts from the tracked files: listed and read in two questions, however many there are. */
export async function workspaceFacts(
  view: WorkspaceView,
  place: FactsInput,
): Promise<Pick<BriefFacts, "journal" | "threads" | "projects" | "unread">> {
  const wanted = ["journal/", ...latestDays(place.zone, place.now), `${THREADS}/`, `${PROJECTS}/`];
  const blobs = new Map(await view.blobs(wanted));
  const entries = newestEntries([...blobs.keys()], place.zone);
  const chosen = entries.length > 0 ? entries : await anyEntries(view, place.zone, blobs);
  const latest = chosen.slice(0, MOST_ENTRIES);
  const there = [THREADS, PROJECTS].map((folder) =>
    [...blobs.keys()].filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".md")),
  );
  const marked = there.map((paths) => paths.slice(0, MAX_CHANGED_FILES));
  const [threads = 0, projects = 0] = there.map(({ length }) => Math.max(0, length - MAX_CHANGED_FILES));
  const files = await readChosen(view, blobs, [...latest.map(({ path }) => path), ...marked.flat()], place);
  const of = (paths: readonly string[] = []) => files.filter(({ path }) => paths.includes(path));
  const moments = new Map(latest.map(({ path, at }) => [path, at]));
  return {
    journal: {
      entries: of([...moments.keys()]).map(({ path, text, from }) => {
        return { path, at: moments.get(path) ?? 0, ...readEntry(text), ...from };
      }),
      more: chosen.length - latest.length,
    },
    unread: { threads, projects },
    threads: of(marked[0]).map(({ path, text, from }) => ({ ...parseThread(path, text), ...from })),
    projects: of(marked[1]).map(({ path, text, from }) => ({ ...parseProject(path, text), ...from })),
  };
}

/** Nothing in the latest days: the last entries there are. */
async function anyEntries(view: WorkspaceView, zone: string, blobs: Map<string, string>) {
  const entries = newestEntries(await view.all("journal"), zone);
  const paths = entries.slice(0, MOST_ENTRIES).map(({ path }) => path);
  for (const [path, blob] of await view.blobs(paths)) blobs.set(path, blob);
  return entries;
}

async function readChosen(
  view: WorkspaceView,
  blobs: ReadonlyMap<string, string>,
  paths: readonly string[],
  { workspace, taints }: FactsInput,
): Promise<readonly Read[]> {
  const ids = paths.map((path) => blobs.get(path) ?? "");
  const [texts, origins] = await Promise.all([view.texts(ids), taints.among(workspace, ids)]);
  return paths.map((path, at) => {
    const origin = origins.get(ids[at] ?? "");
    return { path, text: texts[at] ?? "", from: origin === undefined ? {} : { origin } };
  });
}
