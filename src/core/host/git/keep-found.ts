import type { KeptTip } from "../../contracts/outcome.ts";
import type { NamedCommit } from "./clone-refs.ts";
import type { Collecting } from "./collection.ts";
import { commitTree } from "./commit.ts";
import type { Git } from "./git.ts";
import { keepTips } from "./kept-tips.ts";
import { publishedAmong } from "./published.ts";
import { tipsBeside } from "./session-tips.ts";
import { keepWork } from "./work-refs.ts";

/** Session that is collected for, and the hub that keeps its work. */
export interface Keeper {
  readonly hub: Git;
  readonly from: Collecting;
  readonly base: string;
  readonly session: string;
  readonly author: string;
  /** Whom a commit that holds several others is by. */
  readonly env: Readonly<Record<string, string>>;
}

/** Work of a session that is in the hub by now. */
export interface ToKeep {
  readonly work: string;
  readonly trees: readonly NamedCommit[];
  readonly named: readonly NamedCommit[];
  /** By the id that the clone names them with. */
  readonly commits: ReadonlyMap<string, string>;
  /** Commits that other repositories have. */
  readonly elsewhere: readonly string[];
}

/** Everything that is in nothing published, and the work itself: each under a ref of its own. */
export async function keepFound(keeper: Keeper, found: ToKeep): Promise<readonly KeptTip[]> {
  const { hub, from, base, session, author, env } = keeper;
  const { work, trees, named, commits, elsewhere } = found;
  const fresh = [work, ...trees.map(({ id }) => id)].filter((id) => id !== base && !commits.has(id));
  for (const id of fresh) await keepWork(from.hub, session, id);
  const whole = new Map([...commits, ...trees.map(({ id }) => [id, id] as const)]);
  const known = [...trees, ...named].filter(({ id }) => whole.has(id));
  const fetched = known.filter(({ id }) => id !== base);
  const tips = await tipsBeside(hub, {
    work,
    base,
    named: known,
    commits: whole,
    published: async () => [...(await publishedAmong(hub, from, fetched)), ...elsewhere],
  });
  // It adds nothing: several are kept by one ref.
  const hold = (parents: readonly string[], text: string) => commitTree(hub, `${base}^{tree}`, { parents, text, env });
  return keepTips({ hub, refs: `refs/midwatch/kept/${author}/${session}`, hold }, tips);
}
