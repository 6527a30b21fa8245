import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { Workspace } from "../contracts/workspace.ts";
import type { Rescuer } from "../publish/rescuer.ts";
import { eachInTurn } from "../text/each-in-turn.ts";

type Published = Extract<Publication, { kind: "published" }>;
type Withdrawn = Extract<Publication, { kind: "withdrawn" }>;

/** Number of the latest published sessions to look for where the branch only goes on: earlier ones were found in it. */
const MAX_LATEST = 50;
/** Number of sessions whose commit is gone that are looked at in one go. */
const LOOKED_AT_ONCE = 50;
const ALL = 100_000;

/** Finds work that sessions had published, and that was taken off the branch again by rewriting its history. */
export class Withdrawals {
  private readonly fleet: Fleet;
  private readonly rescuer: Rescuer;

  constructor(fleet: Fleet, rescuer: Rescuer) {
    this.fleet = fleet;
    this.rescuer = rescuer;
  }

  async find(workspace: Workspace, upstream: string): Promise<void> {
    const gone = await this.allGone(workspace, upstream);
    await eachInTurn(gone.slice(0, LOOKED_AT_ONCE), (session) => this.lookAt(session, workspace, upstream));
    // Ended in the middle, it is not noted, and all are looked for once more.
    if (gone.length <= LOOKED_AT_ONCE) await workspace.history.noteSearched(upstream);
  }

  private async allGone(workspace: Workspace, upstream: string): Promise<readonly SessionRecord[]> {
    const goesOn = await workspace.history.goesOn(upstream);
    if (goesOn && (await this.gone(workspace, upstream, MAX_LATEST)).length === 0) return [];
    return this.gone(workspace, upstream, ALL);
  }

  private async gone(workspace: Workspace, upstream: string, limit: number): Promise<readonly SessionRecord[]> {
    const sessions = await this.fleet.ledger.history.published(workspace, limit);
    const commits = sessions.map(({ publication }) => (publication as Published).commit);
    const missing = new Set(await workspace.history.missing(upstream, commits));
    return sessions.filter((_, at) => missing.has(commits[at] ?? ""));
  }

  private async lookAt(session: SessionRecord, workspace: Workspace, upstream: string): Promise<void> {
    const { commit, branch } = session.publication as Published;
    const work = await this.workOf(session);
    const brought = { commit: work ?? commit, ...(session.base !== undefined && { base: session.base }) };
    const { ledger } = this.fleet;
    if (await workspace.history.holds(upstream, brought))
      return ledger.republish(session.id, { kind: "published", commit: upstream, branch });
    const reason = `${branch} was rewritten without it`;
    const withdrawn = { kind: "withdrawn", commit, branch, reason } as const;
    // With the record of a session that had made nothing else, nothing is lost: its item is open again.
    const ref = work === undefined ? undefined : await this.keep(session, { workspace, work }, withdrawn);
    return ledger.republish(session.id, { ...withdrawn, ...(ref !== undefined && { ref }) });
  }

  private async workOf({ id }: SessionRecord): Promise<string | undefined> {
    const effects = await this.fleet.ledger.history.effects(id);
    return effects.flatMap((effect) => (effect.kind === "publish" && effect.payload.work) || []).at(-1);
  }

  /** Keeps withdrawn work and asks a person: it was taken off on purpose, so it is not brought back by itself. */
  private async keep(
    session: SessionRecord,
    { workspace: { keptRefs }, work }: { readonly workspace: Workspace; readonly work: string },
    withdrawn: Withdrawn,
  ): Promise<string | undefined> {
    const { ledger, clock } = this.fleet;
    const { id, agent, workspace } = session;
    const isThere = (await keptRefs.commitAt(work)) !== undefined;
    const { reason } = withdrawn;
    const ref = isThere ? await this.rescuer.rescue({ session: id, agent, workspace, reason }, work) : undefined;
    const action = `${whatIsGone(session, withdrawn)}; ${await this.choices(id, ref)}`;
    await ledger.oblige({ key: `withdrawn:${id}`, owner: "owner", action, at: clock.now() });
    return ref;
  }

  private async choices(id: string, ref: string | undefined): Promise<string> {
    if (ref === undefined)
      return "its commits are in no repository that midwatch knows, and its item is open again: the person who rewrote the branch may have them";
    const { history } = this.fleet.ledger;
    const name = (await history.rescues({ session: id })).find((rescue) => rescue.ref === ref)?.name ?? ref;
    return `it is kept, and its item is open again; midwatch rescue drop ${name} lets it go, and what puts it back: midwatch rescue apply ${name}`;
  }
}

/** Sentence on withdrawn work, without its item's name: obligations stand in briefs, and a name can say anything. */
function whatIsGone({ id, item, workspace }: SessionRecord, { commit, branch }: Withdrawn): string {
  const what = `${commit.slice(0, 7)}${item ? `, of ${item.source}` : ""}`;
  return `${branch} of ${workspace} was rewritten without what session ${id.slice(-8)} had published (${what})`;
}
