import { join } from "node:path";
import type { WorkRefusal } from "../../contracts/host.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { unfit } from "./collect-reasons.ts";
import { textOf } from "./files.ts";
import { Git } from "./git.ts";
import { gitlinks } from "./gitlinks.ts";
import { importCommits } from "./import-commits.ts";
import type { Inner } from "./inner-repositories.ts";

/** What came of looking into the repositories inside a clone. */
export interface InnerMade {
  /** By what they are called. */
  readonly commits: ReadonlyMap<string, string>;
  readonly named: readonly NamedCommit[];
  /** What was not committed in submodules, and in clones of the workspace itself. */
  readonly files: readonly NamedCommit[];
  /** What their remotes have: nothing of it has to be kept. */
  readonly elsewhere: readonly string[];
  /** Where the session found its submodules. */
  readonly links: ReadonlyMap<string, string>;
  /** A sentence for each that could not be taken. */
  readonly missing: readonly string[];
  /** A sentence for each submodule that is published as something else. */
  readonly unlinked: readonly string[];
}

interface Place {
  readonly hub: string;
  readonly config: string;
  readonly scratch: string;
  readonly refs: string;
  readonly clone: string;
  readonly base: string;
}

const NOTHING: InnerMade = {
  commits: new Map(),
  named: [],
  files: [],
  elsewhere: [],
  links: new Map(),
  missing: [],
  unlinked: [],
};

/** Brings into the hub what is in no other repository than those; `snapshot` makes a commit of the files of one. */
export async function collectInner(
  place: Place,
  inner: readonly Inner[],
  snapshot: (path: string, tip: string) => Promise<string>,
): Promise<InnerMade> {
  if (inner.length === 0) return NOTHING;
  const links = await gitlinks(new Git({ gitDir: place.hub, config: place.config }), place.base);
  const linked = new Set(links.values());
  const commits = new Map<string, string>();
  const files: NamedCommit[] = [];
  const missing: string[] = [];
  for (const [at, one] of inner.entries()) {
    const { path, called, head } = one;
    const isWritten = one.isWritten && (one.isCopy || links.has(path));
    const own = [
      ...one.named.map(({ id }) => id).filter((id) => !linked.has(id)),
      ...(isWritten && head ? [head] : []),
    ];
    if (own.length === 0) continue;
    const about = { ...place, carrier: join(place.scratch, `inner-${at}.git`), gitDir: one.gitDir };
    const imported = await importCommits(about, [...new Set([...own, ...one.elsewhere, ...(head ? [head] : [])])]);
    for (const [id, commit] of imported.commits) commits.set(id, commit);
    if (own.some((id) => !commits.has(id))) missing.push(`what was committed in ${called} could not be taken`);
    const begun = one.isCopy ? place.base : undefined;
    const tip = isWritten ? (commits.get(head ?? "") ?? begun) : undefined;
    const made = tip === undefined ? undefined : await snapshot(path, tip);
    if (made !== undefined && made !== tip) files.push({ id: made, from: called, name: path });
  }
  const named = inner.flatMap((one) => one.named).filter(({ id }) => commits.has(id));
  const known = [...inner.flatMap((one) => one.elsewhere), ...linked];
  const unlinked = inner.filter(({ path, isLink }) => isLink && !links.has(path)).map(({ called }) => asFiles(called));
  return { commits, named, files, elsewhere: known.flatMap((id) => commits.get(id) ?? []), links, missing, unlinked };
}

/** Whether others could check it out is not known here. */
const asFiles = (called: string) =>
  `${called} is new: its files are published as the workspace's own, a link to its repository is not; a person can add that`;

/** A submodule is at a commit that nobody else could check out. */
export async function astrayLink(
  hub: Git,
  work: string,
  { commits, elsewhere, links }: InnerMade,
): Promise<WorkRefusal | undefined> {
  if (commits.size === 0) return undefined;
  for (const [path, id] of await gitlinks(hub, work)) {
    if (links.get(path) === id || !commits.has(id)) continue;
    const own = await hub.line(["rev-list", "--max-count=1", id, "--not", ...elsewhere]);
    if (own !== "")
      return unfit(`submodule ${textOf(path)} is at ${id.slice(0, 7)}, which its own remote does not have`);
  }
  return undefined;
}
