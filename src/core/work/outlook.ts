import type { AgentDefinition } from "../contracts/agent.ts";
import type { Claim } from "../contracts/claims.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Due } from "../contracts/session.ts";
import type { WorkSource } from "../contracts/work.ts";
import { messageOf } from "../errors.ts";
import { cascade, type Offer, type Ranked } from "./cascade.ts";
import { dutyOffer } from "./duty.ts";
import { INBOX } from "./inbox-source.ts";
import { withOrigins } from "./item-origin.ts";
import type { Waits } from "./waits.ts";

/** For whom, on which due, and as of which commit. */
export interface CandidateQuery {
  /** The session that looks: what it holds itself is not in its way. */
  readonly id?: string;
  readonly agent: AgentDefinition;
  readonly due: Due;
  readonly upstream: string;
}

/** A source that could not be asked, and why. */
export type OnTrouble = (doing: string, error: string) => void;

/**
 * Work that an agent could take, in CASCADE order: asked of its sources, held against the claims. Changes nothing;
 * but what items wait for is looked at, and sources that want to know of the end of theirs are told what the ledger
 * says.
 */
export class Outlook {
  private readonly fleet: Fleet;
  private readonly sources: readonly WorkSource[];
  private readonly waits: Waits;

  constructor(fleet: Fleet, sources: readonly WorkSource[], waits: Waits) {
    this.fleet = fleet;
    this.waits = waits;
    this.sources = sources;
  }

  async of(viewpoint: CandidateQuery, signal: AbortSignal, onTrouble: OnTrouble): Promise<readonly Ranked[]> {
    const { id, agent, due } = viewpoint;
    const wanted = this.sources.filter(({ name }) => name === INBOX || agent.work.includes(name));
    const { workspace } = agent;
    const before = await this.fleet.ledger.history.claims(workspace);
    const begun = [...before.filter(({ state }) => state !== "done"), ...(await this.fleet.ledger.waits.of(workspace))];
    const asked = await Promise.all(
      wanted.map((source) => this.ask(source, { ...viewpoint, unfinished: idsOf(begun, source) }, signal, onTrouble)),
    );
    const offers = await this.waits.apply(asked.flat(), { workspace, claims: before }, signal);
    const claims = await this.fleet.ledger.history.claims(workspace);
    const others = claims.filter(({ session }) => session === null || session !== id);
    const ranked = cascade([dutyOffer(agent, due), ...offers], others, this.fleet.clock.now());
    await Promise.all(wanted.map((source) => tellOfEnds(source, claims, signal, onTrouble)));
    return due.only === undefined ? ranked : ranked.map((one) => onlyThat(one, due.only));
  }

  /** Items of a source that an agent could take now, as of what was fetched last or, for the inbox, is there. */
  async ready(
    agent: AgentDefinition,
    source: string,
    { upstream, onTrouble }: { readonly upstream: string; readonly onTrouble: OnTrouble },
    signal: AbortSignal,
  ): Promise<readonly Ranked[]> {
    const due = { id: "", rule: "", from: 0, duty: false, reason: "" };
    const ranked = await this.of({ agent, due, upstream }, signal, onTrouble);
    return ranked.filter(({ item, passedOverBecause }) => item.source === source && passedOverBecause === undefined);
  }

  /** A source that fails has nothing on offer; the others still have. */
  private async ask(
    source: WorkSource,
    { agent, upstream, unfinished }: CandidateQuery & { readonly unfinished: readonly string[] },
    signal: AbortSignal,
    onTrouble: OnTrouble,
  ): Promise<Offer[]> {
    const { name, tier } = source;
    const view = this.fleet.workspaces.get(agent.workspace).view(upstream);
    try {
      const candidates = await source.candidates({ agent, view, now: this.fleet.clock.now(), unfinished }, signal);
      const known = await withOrigins(candidates, {
        view,
        workspace: agent.workspace,
        taints: this.fleet.ledger.taints,
      });
      return [{ source: name, tier, candidates: known }];
    } catch (thrown) {
      onTrouble(`asking ${name} for work`, messageOf(thrown));
      return [];
    }
  }
}

const idsOf = (begun: readonly { readonly source: string; readonly item: string }[], { name }: WorkSource) =>
  begun.filter(({ source }) => source === name).map(({ item }) => item);

/** Derived anew each time: the process that had to tell it may have been killed. */
async function tellOfEnds(
  source: WorkSource,
  claims: readonly Claim[],
  signal: AbortSignal,
  onTrouble: OnTrouble,
): Promise<void> {
  const done = claims.filter((claim) => claim.source === source.name && claim.state === "done");
  if (!source.ended || done.length === 0) return;
  const ended = done.map(({ item: id, rev }) => ({ id, rev }));
  await source.ended(ended, signal).catch((thrown: unknown) => {
    onTrouble(`telling ${source.name} what has ended`, messageOf(thrown));
  });
}

function onlyThat({ item, passedOverBecause }: Ranked, only: string | undefined): Ranked {
  return item.id === only
    ? { item, ...(passedOverBecause !== undefined && { passedOverBecause }) }
    : { item, passedOverBecause: "another item was asked for" };
}
