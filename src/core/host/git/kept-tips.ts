import type { KeptTip } from "../../contracts/outcome.ts";
import type { NamedCommit } from "./clone-refs.ts";
import type { Git } from "./git.ts";
import { holdText } from "./whole-hold.ts";

/** Refs of one session; further tips are parents of one commit. */
const MOST_REFS = 20;
const MAX_REF_NAME_CHARS = 60;
const LONGEST_FROM = 200;

/** A tip that is kept, with the facts about it. */
export interface Tip extends Omit<KeptTip, "ref"> {
  readonly commit: string;
  /** Name that its ref gets. */
  readonly name: string;
}

/** Refs for a session's tips, and a way to make a commit that holds several. */
export interface Keeping {
  readonly hub: Git;
  /** "refs/midwatch/kept/ann/<session>" */
  readonly refs: string;
  /** A commit of nothing new, on those. */
  readonly hold: (parents: readonly string[], text: string) => Promise<string>;
}

/** A ref of the hub for each, which says in its name where the session had it. Done again, each has the same. */
export async function keepTips({ hub, refs, hold }: Keeping, tips: readonly Tip[]): Promise<readonly KeptTip[]> {
  if (tips.length === 0) return [];
  const known = await refsBelow(hub, refs);
  const kept = tips.length > MOST_REFS ? await gathered(tips, hold) : tips;
  let n = known.size;
  const named = kept.map((tip) => ({ ...tip, ref: known.get(tip.commit) ?? `${refs}/${++n}-${refName(tip.name)}` }));
  const input = named.map(({ ref, commit }) => `update ${ref} ${commit}\n`).join("");
  await hub.run(["update-ref", "--stdin"], { input });
  return named.map(({ ref, from, commits, files, bytes = 0 }) => ({ ref, from, commits, files, bytes }));
}

async function refsBelow(hub: Git, refs: string): Promise<Map<string, string>> {
  const listed = await hub.line(["for-each-ref", "--format=%(objectname) %(refname)", `${refs}/`]);
  return new Map(
    listed.split("\n").flatMap((line) => {
      const [commit = "", ref] = line.split(" ");
      return ref === undefined ? [] : [[commit, ref] as const];
    }),
  );
}

/** The last of them stands for all that are more than there are refs. */
async function gathered(tips: readonly Tip[], hold: Keeping["hold"]): Promise<readonly Tip[]> {
  const rest = tips.slice(MOST_REFS - 1);
  const all = rest.map(({ from }) => from).join(", ");
  const commit = await hold(
    rest.map((tip) => tip.commit),
    holdText(rest),
  );
  const sum = (of: (tip: Tip) => number | undefined) => rest.reduce((total, tip) => total + (of(tip) ?? 0), 0);
  const from = all.length > LONGEST_FROM ? `${all.slice(0, LONGEST_FROM)}…` : all;
  const held = { commit, name: `and-${rest.length}-more`, from: `${rest.length} more places: ${from}` };
  return [
    ...tips.slice(0, MOST_REFS - 1),
    {
      ...held,
      commits: sum((tip) => tip.commits),
      files: sum((tip) => tip.files),
      bytes: sum((tip) => tip.bytes),
    },
  ];
}

/** Name that git takes as the last part of a ref, and a person's shell as a word. */
function refName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .slice(0, MAX_REF_NAME_CHARS)
    .replace(/(?:\.lock|[.-])+$/, "")
    .replace(/^[.-]+/, "");
  return plain || "tip";
}

/** The best name of each commit: the first that it was found under. */
export function namesOf(
  named: readonly NamedCommit[],
  commits: ReadonlyMap<string, string>,
): ReadonlyMap<string, NamedCommit> {
  const found = new Map<string, NamedCommit>();
  for (const one of named) {
    const commit = commits.get(one.id) ?? one.id;
    if (!found.has(commit)) found.set(commit, one);
  }
  return found;
}
