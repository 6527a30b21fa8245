import type { Git } from "./git.ts";

/** Commits of a history among which a patch is looked for. */
const MOST_SEARCHED = 2000;
/** The patch of each commit. */
const EACH = ["log", "-p", "--no-merges", "--format=commit %H"];

/**
 * A commit, and the commit after which the look at it begins; without that, all commits that the history does not have
 * count.
 */
interface Since {
  readonly tip: string;
  readonly base?: string;
}

/**
 * True when every commit of a tip since `base` that a history does not have is in it as another one, picked or rebased.
 */
export async function hasPatches(hub: Git, history: string, { tip, base }: Since): Promise<boolean> {
  const since = base === undefined ? [] : [base];
  // It does not look at blanks, and at little else: most tips are told apart by it at once.
  const listed = await hub.line(["cherry", history, tip, ...since]).catch(() => "+");
  if (listed.split("\n").some((line) => line.startsWith("+"))) return false;
  const own = await patchIds(hub, [...EACH, tip, `^${history}`, ...since.map((commit) => `^${commit}`)]);
  const there = new Set(await patchesOf(hub, history, tip));
  return own.length > 0 && own.every((id) => there.has(id));
}

/** True when all changes of a tip are one commit of a history. */
export async function hasAsOnePatch(hub: Git, history: string, tip: string): Promise<boolean> {
  const base = await hub.line(["merge-base", history, tip]).catch(() => "");
  if (base === "") return false;
  const [whole] = await patchIds(hub, ["diff-tree", "-p", base, tip]);
  return whole !== undefined && (await patchesOf(hub, history, base)).includes(whole);
}

const patchesOf = (hub: Git, history: string, without: string) =>
  patchIds(hub, [...EACH, `--max-count=${MOST_SEARCHED}`, history, `^${without}`]);

/** Byte for byte: how a line is indented, and how it ends, is what it says. None where git cannot tell. */
async function patchIds(hub: Git, command: readonly string[]): Promise<readonly string[]> {
  const drawn = [...command, "--full-index", "--no-ext-diff", "--no-textconv", "--no-renames"];
  const printed = await hub
    .bytes(drawn)
    .then((input) => hub.line(["patch-id", "--verbatim"], { input }))
    .catch(() => "");
  return printed.split("\n").flatMap((line) => line.split(" ")[0] || []);
}
