import type { KeptTip, Outcome, Remains } from "../contracts/outcome.ts";
import type { Collected } from "../contracts/workspace.ts";
import { counted } from "./wording.ts";

/** Fields of a session's record about what it made besides its publication. */
export const remainsOf = ({ kept, unkept }: Collected): Pick<Remains, "kept" | "unkept"> => ({
  ...(kept.length > 0 && { kept }),
  ...(unkept.length > 0 && { unkept }),
});

/**
 * Work of a session that is on no branch of the remote, a sentence for each tip: "1 commit on fix/x is not on main".
 */
export const offBranch = (kept: readonly KeptTip[], branch: string): readonly string[] =>
  kept.map(
    ({ from, commits, files }) =>
      `${extent(commits, files)} ${keptPlace(from)} ${verb(commits || files)} not on ${branch}`,
  );

const extent = (commits: number, files: number) => (commits > 0 ? counted(commits, "commit") : counted(files, "file"));
const verb = (n: number) => (n === 1 ? "is" : "are");

/** A branch is told by its name alone. */
const keptPlace = (from: string) => (from.startsWith("branch ") ? `on ${from.slice("branch ".length)}` : `in ${from}`);

/** Outcome of a session whose work is no finished whole, whatever it has said. */
export const refusalOf = ({ refusal }: Collected): Outcome | undefined => refusal && { kind: "failed", ...refusal };
