import type { Fleet } from "../contracts/fleet.ts";
import type { LessonBook } from "../contracts/lessons.ts";
import type { FileEdit } from "../contracts/work.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { askToLook } from "./workspace-edits.ts";

/** Range of commits that a session's work adds to the upstream. */
interface Written {
  readonly from: string;
  readonly to: string;
  readonly session: string;
}

/** Two commits that cannot be merged, and in which files. */
interface Torn {
  readonly upstream: string;
  readonly work: string;
  readonly paths: readonly string[];
  readonly session: string;
}

/** Changes that sessions have made to lessons' files directly, and not by their notes. */
export class LessonVersions {
  private readonly fleet: Fleet;
  private readonly book: LessonBook | undefined;

  constructor(fleet: Fleet, book: LessonBook | undefined) {
    this.fleet = fleet;
    this.book = book;
  }

  /** Holds the lessons that a session has written by itself: no session reads them before a person has looked. */
  async hold(workspace: Workspace, { from, to, session }: Written): Promise<void> {
    const { book } = this;
    if (!book || !this.isWhereTheyStand(workspace)) return;
    const changes = await workspace.changes(from, to);
    const paths = changes.filter(({ path, deleted }) => !deleted && book.holds(path)).map(({ path }) => path);
    const texts = await workspace.view(to).readAll(paths);
    const held = [...texts].map(([path, text]) => ({ path, rev: book.revOf(text) }));
    if (held.length === 0) return;
    await this.fleet.ledger.lessons.hold(held.map((one) => ({ ...one, workspace: workspace.name, session })));
    await askToLook(this.fleet, { workspace: workspace.name, session, paths });
  }

  /**
   * Edits that keep both versions of a lesson that two sessions changed: the other's in its place, this session's
   * beside it. Undefined where any other file is in conflict, too.
   */
  async apart(
    workspace: Workspace,
    { upstream, work, paths, session }: Torn,
  ): Promise<readonly FileEdit[] | undefined> {
    const { book } = this;
    if (!book || !this.isWhereTheyStand(workspace) || !paths.every((path) => book.holds(path))) return undefined;
    const [theirs, ours] = await Promise.all([upstream, work].map((commit) => workspace.view(commit).readAll(paths)));
    const versions = paths.map((path) => ({ path, content: theirs?.get(path), own: ours?.get(path) }));
    const edits = versions.flatMap(({ path, content, own }) =>
      content === undefined || own === undefined ? [] : [{ path, content }, book.beside(path, own, session)],
    );
    return edits.length < 2 * paths.length ? undefined : edits;
  }

  private isWhereTheyStand({ name }: Workspace): boolean {
    return (this.book?.workspace ?? name) === name;
  }
}
