import type { Fleet } from "../contracts/fleet.ts";
import type { Workspace } from "../contracts/host.ts";
import type { SessionRecord } from "../contracts/ledger.ts";
import type { Publication } from "../contracts/session.ts";
import type { Rescuer } from "../publish/rescuer.ts";

type Published = Extract<Publication, { kind: "published" }>;
type Withdrawn = Extract<Publication, { kind: "withdrawn" }>;

/** Whoever publishes builds on those before: where the latest are on the branch, all are. */
const LATEST = 20;
/** So many sessions whose commit is gone are looked at whenever somebody looks. */
const AT_ONCE = 50;
const ALL = 100_000;

/** What sessions had published and somebody has taken off the branch again, by rewriting its history. */
export class Withdrawals {
  private readonly fleet: Fleet;
  private readonly rescuer: Rescuer;

  constructor(fleet: Fleet, rescuer: Rescuer) {
    this.fleet = fleet;
    this.rescuer = rescuer;
  }

  async find(workspace: Workspace, upstream: string): Promise<void> {
    if ((await this.gone(workspace, upstream, LATEST)).length === 0) return;
    const gone = await this.gone(workspace, upstream, ALL);
    for (const session of gone.slice(0, AT_ONCE)) await this.lookAt(session, workspace, upstream);
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
    const reason = `somebody has rewritten ${branch} without it`;
    const withdrawn = { kind: "withdrawn", commit, branch, reason } as const;
    // With the record of a session that had made nothing else, nothing is lost: its item is open again.
    const ref = work === undefined ? undefined : await this.keep(session, work, withdrawn);
    return ledger.republish(session.id, { ...withdrawn, ...(ref !== undefined && { ref }) });
  }

  private async workOf({ id }: SessionRecord): Promise<string | undefined> {
    const effects = await this.fleet.ledger.history.effects(id);
    return effects.flatMap((effect) => (effect.kind === "publish" && effect.payload.work) || []).at(-1);
  }

  /** Somebody has decided that it goes: nobody brings it back by themselves, and a person is asked. */
  private async keep(
    { id, agent, workspace, item }: SessionRecord,
    work: string,
    { commit, branch, reason }: Withdrawn,
  ): Promise<string> {
    const { ledger, clock } = this.fleet;
    const ref = await this.rescuer.rescue({ session: id, agent, workspace, reason }, work);
    const name = (await ledger.history.rescues({ session: id })).find((rescue) => rescue.ref === ref)?.name ?? ref;
    // Not by its item's name: what is owed stands in briefs, and a name can say anything.
    const what = `${commit.slice(0, 7)}${item ? `, of ${item.source}` : ""}`;
    const action = `${branch} of ${workspace} was rewritten without what session ${id.slice(-8)} had published (${what}); it is kept, and its item is open again: midwatch rescue apply ${name} puts it back, midwatch rescue drop ${name} lets it go`;
    await ledger.oblige({ key: `withdrawn:${id}`, owner: "owner", action, at: clock.now() });
    return ref;
  }
}
