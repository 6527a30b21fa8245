import type { Git } from "./git.ts";

/** Text of a commit that adds nothing and holds the tips of a session, when there are more of them than refs. */
export const holdText = (tips: readonly { readonly commit: string; readonly from: string }[]): string =>
  `Hold ${tips.length} tips\n\n${tips.map(({ commit, from }) => `${commit} ${from}`).join("\n")}`;

const HOLDS = /^Hold \d+ tips\n/;

/** The tips that such a commit holds; none where it is no such commit. */
export async function heldTips(git: Git, commit: string): Promise<readonly string[]> {
  const [text, parents] = [
    await git.line(["log", "--max-count=1", "--format=%B", commit, "--"]),
    await git.line(["rev-parse", `${commit}^@`]),
  ];
  return HOLDS.test(text) ? parents.split("\n").filter(Boolean) : [];
}

/**
 * All of them as one commit, in which a merge finds what each has brought: the commit that holds them has nothing of it.
 * Undefined where they do not fit each other.
 */
export async function wholeHold(git: Git, tips: readonly string[]): Promise<string | undefined> {
  const [first = "", ...others] = tips;
  let whole = first;
  for (const tip of others) {
    const merged = await mergedTree(git, whole, tip);
    if (merged === undefined) return undefined;
    whole = await git.line(["commit-tree", merged, "-p", whole, "-p", tip, "-m", "Bring kept tips together"], {
      env: HELD_BY,
    });
  }
  return whole;
}

const mergedTree = (git: Git, ours: string, theirs: string): Promise<string | undefined> =>
  git.line(["merge-tree", "--write-tree", "--no-messages", "--allow-unrelated-histories", ours, theirs]).then(
    (tree) => tree || undefined,
    () => undefined,
  );

/** The same tips give the same commit. */
const WHO = { NAME: "midwatch", EMAIL: "midwatch@midwatch.invalid", DATE: "@0 +0000" };
const HELD_BY = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((role) => Object.entries(WHO).map(([what, value]) => [`GIT_${role}_${what}`, value])),
);
