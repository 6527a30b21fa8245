import type { Fleet } from "../../contracts/fleet.ts";
import type { Checked, Ended, Phase, Selected } from "../../contracts/session.ts";
import type { Considered, WorkItem } from "../../contracts/work.ts";
import { end } from "../../text/session-end.ts";
import type { Ranked } from "../../work/cascade.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";
import type { Outlook } from "../../work/outlook.ts";

/**
 * Phase 2. One theme per session: claims the first ready candidate, and keeps for each of them why it was taken or not.
 */
export class SelectPhase implements Phase<Checked, Selected> {
  readonly name = "select";
  private readonly fleet: Fleet;
  private readonly outlook: Outlook;

  constructor(fleet: Fleet, outlook: Outlook) {
    this.fleet = fleet;
    this.outlook = outlook;
  }

  async run(session: Checked, signal: AbortSignal): Promise<Selected | Ended> {
    const troubles: string[] = [];
    const ranked = await this.look(session, signal, troubles);
    const { taken, considered } = await this.takeFirst(session, ranked, signal);
    await this.fleet.ledger.consider(session.id, considered);
    return taken
      ? { ...session, ...taken, considered }
      : end(session, { kind: "idle", reason: [whyIdle(session, considered), ...troubles].join("; ") });
  }

  private look(session: Checked, signal: AbortSignal, troubles: string[] = []): Promise<readonly Ranked[]> {
    return this.outlook.of(session, signal, (doing, error) => {
      troubles.push(`${doing}: ${error}`);
      this.fleet.events.emit(session, { type: "trouble", data: { doing, error } });
    });
  }

  private async takeFirst(session: Checked, ranked: readonly Ranked[], signal: AbortSignal) {
    const considered: Considered[] = [];
    let taken: { item: WorkItem; upstream: string } | undefined;
    for (const { item, passedOverBecause } of ranked) {
      const refusal = passedOverBecause ?? (taken ? `"${taken.item.title}" came first` : undefined);
      const tried = refusal === undefined ? await this.take(session, item, signal) : { reason: refusal };
      if ("upstream" in tried) taken = { item, upstream: tried.upstream };
      considered.push({ item, taken: "upstream" in tried, reason: tried.reason });
    }
    return { taken, considered };
  }

  /** Claims the item, fetches, and reads it again; gives it back where it has changed meanwhile. */
  private async take(session: Checked, item: WorkItem, signal: AbortSignal) {
    const verdict = await this.fleet.ledger.take(session.id, item, this.fleet.clock.now());
    if (!verdict.ok) return { reason: verdict.reason };
    const fetched = await this.fleet.workspaces.get(session.agent.workspace).fetch(signal);
    const upstream = fetched.commit ?? session.upstream;
    if (upstream === session.upstream || (await this.stillThere({ ...session, upstream }, item, signal)))
      return { upstream, reason: whyTaken(item) };
    await this.fleet.ledger.free(session.id);
    return { reason: "it was changed upstream while it was being claimed" };
  }

  private async stillThere(session: Checked, item: WorkItem, signal: AbortSignal): Promise<boolean> {
    if (item.source === DUTY_SOURCE) return true;
    const again = await this.look(session, signal);
    return again.some(
      ({ item: { source, id, rev }, passedOverBecause }) =>
        source === item.source && id === item.id && rev === item.rev && passedOverBecause === undefined,
    );
  }
}

/** In its tier's order; why it is offered there, and what it had waited for. */
export const whyTaken = ({ tier, why, reason }: WorkItem): string =>
  [`the first ready one in ${tier.toUpperCase()}${why === undefined ? "" : `: ${why}`}`, reason ?? []]
    .flat()
    .join("; ");

/** So many candidates are named in a sentence. */
const MAX_NAMED_CANDIDATES = 10;

function whyIdle({ due: { only } }: Checked, considered: readonly Considered[]): string {
  if (only !== undefined && !considered.some(({ item }) => item.id === only))
    return `${only} is not on offer: done, gone, or never there`;
  if (considered.length === 0) return "no source has anything on offer";
  const each = considered.slice(0, MAX_NAMED_CANDIDATES).map(({ item, reason }) => `${item.title} (${reason})`);
  const others = considered.length - each.length;
  const more = others > 0 ? [`and ${others} others: midwatch items`] : [];
  return `${considered.length} on offer, none ready: ${[...each, ...more].join("; ")}`;
}
