import { cascade, type Offer, type Ranked } from "../cascade.ts";
import type { Fleet } from "../contracts/fleet.ts";
import { type Checked, type Ended, end, type Phase, type Selected } from "../contracts/session.ts";
import type { Considered, WorkItem, WorkSource } from "../contracts/work.ts";
import { DUTY_SOURCE, dutyOffer } from "../duty.ts";
import { messageOf } from "../errors.ts";

/** Phase 2. One theme per session: ask the sources, claim the first ready candidate, and keep why for each of them. */
export class SelectPhase implements Phase<Checked, Selected> {
  readonly name = "select";
  private readonly fleet: Fleet;
  private readonly sources: readonly WorkSource[];

  constructor(fleet: Fleet, sources: readonly WorkSource[]) {
    this.fleet = fleet;
    this.sources = sources;
  }

  async run(session: Checked, signal: AbortSignal): Promise<Selected | Ended> {
    const { ledger, clock } = this.fleet;
    const claims = await ledger.history.claims(session.agent.workspace);
    const ranked = cascade(await this.offers(session, signal), claims, clock.now());
    const { taken, considered } = await this.takeFirst(session, ranked, signal);
    await ledger.consider(session.id, considered);
    return taken ? { ...session, ...taken, considered } : end(session, { kind: "idle", reason: whyIdle(considered) });
  }

  private async offers(session: Checked, signal: AbortSignal): Promise<Offer[]> {
    const wanted = this.sources.filter(({ name }) => session.agent.work.includes(name));
    const asked = await Promise.all(wanted.map((source) => this.ask(source, session, signal)));
    return [dutyOffer(session), ...asked];
  }

  /** A source that fails has nothing on offer; the others still have. */
  private async ask(source: WorkSource, session: Checked, signal: AbortSignal): Promise<Offer> {
    const { name, tier } = source;
    try {
      return { source: name, tier, candidates: await source.candidates(this.question(session), signal) };
    } catch (thrown) {
      const data = { doing: `asking ${name} for work`, error: messageOf(thrown) };
      this.fleet.events.emit(session, { type: "trouble", data });
      return { source: name, tier, candidates: [] };
    }
  }

  private question({ agent, upstream }: Checked) {
    const workspace = this.fleet.workspaces.get(agent.workspace);
    return { agent, view: workspace.view(upstream), now: this.fleet.clock.now() };
  }

  private async takeFirst(session: Checked, ranked: readonly Ranked[], signal: AbortSignal) {
    const considered: Considered[] = [];
    let taken: { item: WorkItem; upstream: string } | undefined;
    for (const { item, passed } of ranked) {
      const refusal = passed ?? (taken ? `"${taken.item.title}" came first` : undefined);
      const tried = refusal === undefined ? await this.take(session, item, signal) : { reason: refusal };
      if ("upstream" in tried) taken = { item, upstream: tried.upstream };
      considered.push({ item, taken: "upstream" in tried, reason: tried.reason });
    }
    return { taken, considered };
  }

  /** Claim, fetch, re-read: what has changed meanwhile is given back. */
  private async take(session: Checked, item: WorkItem, signal: AbortSignal) {
    const verdict = await this.fleet.ledger.take(session.id, item);
    if (!verdict.ok) return { reason: verdict.reason };
    const workspace = this.fleet.workspaces.get(session.agent.workspace);
    const fetched = await workspace.fetch(signal);
    const upstream = fetched.commit ?? session.upstream;
    if (upstream === session.upstream || (await this.stillThere({ ...session, upstream }, item, signal)))
      return { upstream, reason: `the first ready one in ${item.tier.toUpperCase()}` };
    await this.fleet.ledger.free(session.id);
    return { reason: "it was changed upstream while it was being claimed" };
  }

  private async stillThere(session: Checked, item: WorkItem, signal: AbortSignal): Promise<boolean> {
    if (item.source === DUTY_SOURCE) return true;
    const again = cascade(await this.offers(session, signal), [], this.fleet.clock.now());
    return again.some(({ item: { source, id, rev } }) => source === item.source && id === item.id && rev === item.rev);
  }
}

function whyIdle(considered: readonly Considered[]): string {
  if (considered.length === 0) return "no source has anything on offer";
  return `${considered.length} on offer, none ready: ${considered.map(({ item, reason }) => `${item.title} (${reason})`).join("; ")}`;
}
