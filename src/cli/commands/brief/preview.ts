import type { Briefed } from "../../../core/brief/briefing.ts";
import type { Brief } from "../../../core/brief/compose.ts";
import { remembered } from "../../../core/brief/remembered.ts";
import type { Considered, WorkItem } from "../../../core/contracts/work.ts";
import { whyTaken } from "../../../core/session/phases/select.ts";
import { spell } from "../../../core/text/age.ts";
import { identityOf } from "../../../core/text/item-identity.ts";
import type { Ranked } from "../../../core/work/cascade.ts";
import { findCandidates, type Look, only } from "../../fleet/candidates.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { complain, sayJson, sayVerbatim } from "../../views/print.ts";
import { table } from "../../views/table.ts";
import type { BriefArguments } from "./command.ts";

/** A brief as it would be, and the item it would be for. */
interface Preview {
  readonly agent: string;
  readonly item?: WorkItem;
  readonly brief: Brief;
}

type BriefWish = Pick<BriefArguments, "agent" | "interactive" | "item"> & Pick<Briefed, "room">;

/** The brief of a session that is not opened: nothing is claimed, recorded or started. */
export async function preview(fleet: OpenFleet, args: BriefWish): Promise<Preview> {
  const agent = fleet.agents.get(args.agent);
  const looked = await findCandidates(fleet, agent, { rule: "brief" });
  const item = args.interactive ? undefined : wanted(looked, args.item);
  const known = item === undefined ? {} : await about(fleet, looked, item);
  const briefed: Briefed = {
    id: fleet.fleet.folders.newId(),
    agent,
    upstream: looked.upstream,
    // DueAgents at when a session starts.
    health: [],
    considered: considered(looked.ranked, item),
    company: args.interactive ? "interactive" : "solo",
    room: args.room,
    ...known,
  };
  const brief = await fleet.briefing.write(briefed, fleet.signal);
  return { agent: agent.name, brief, ...(item && { item }) };
}

function wanted(looked: Look, text: string | undefined): WorkItem | undefined {
  if (text !== undefined) return only([looked], text).item;
  return looked.ranked.find(({ passedOverBecause }) => passedOverBecause === undefined)?.item;
}

async function about(open: OpenFleet, { agent, upstream }: Look, item: WorkItem) {
  const intent = await open.fleet.ledger.history.rescued(agent.workspace, identityOf(item));
  const view = open.fleet.workspaces.get(agent.workspace).view(upstream);
  const own = await open.backends.get(agent.name).ownContext?.(view);
  const lessons = await open.lessons.matching({ agent, upstream, item, own }, open.signal);
  const memory = remembered(await open.recollection.matching({ agent, item }, open.signal));
  return { item, lessons, memory, without: own?.sections ?? [], ...(intent && { rescued: { intent } }) };
}

function considered(ranked: readonly Ranked[], taken: WorkItem | undefined): Considered[] {
  return ranked.map(({ item, passedOverBecause = `"${taken?.title}" came first` }) => {
    if (item !== taken) return { item, taken: false, reason: passedOverBecause };
    return {
      item,
      taken: true,
      reason: passedOverBecause.endsWith("came first") ? `it would be ${whyTaken(item)}` : "it was asked for",
    };
  });
}

/** The document where it can be piped to, what it takes beside it. */
export function tellBrief({ agent, item, brief }: Preview, { json }: BriefArguments): void {
  const { text, tokens, sections } = brief;
  if (json) {
    const counted = sections.map((section) => ({ ...section, text: undefined }));
    const of = item && { source: item.source, id: item.id, title: item.title };
    sayJson({ agent, ...(of && { item: of }), tokens, sections: counted, text });
    return;
  }
  sayVerbatim(text);
  const rows = sections.map(({ name, tokens: took, shown, omitted, age, stale }) => {
    const old = age === undefined ? "now" : `${spell(age)}${stale ? ", stale" : ""}`;
    return [name, String(took), String(shown), String(omitted), old];
  });
  complain(
    `\n${table(["section", "tokens", "shown", "left out", "age"], [...rows, ["all", String(tokens), "", "", ""]])}`,
  );
}
