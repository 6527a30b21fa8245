import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { WorkItem } from "../../core/contracts/work.ts";
import { type DueRequest, dueNow } from "../../core/dues/due.ts";
import { MidwatchError } from "../../core/errors.ts";
import { didYouMean } from "../../core/text/nearest.ts";
import type { Ranked } from "../../core/work/cascade.ts";
import type { CommonArguments } from "../command.ts";
import { doing } from "../views/doing.ts";
import { bold, complain, dim, green, say, sayJson } from "../views/print.ts";
import { table } from "../views/table.ts";
import { orList } from "./find-session.ts";
import type { OpenFleet } from "./open-fleet.ts";

/** The CASCADE of one agent as it stands, and whether the due now would be its duty. */
export interface Look {
  readonly agent: AgentDefinition;
  readonly due: string;
  /** The commit it was read from. */
  readonly upstream: string;
  readonly ranked: readonly Ranked[];
}

/** Items that an agent would be offered if it were started now. Nothing is claimed, nothing is recorded. */
export async function findCandidates(open: OpenFleet, agent: AgentDefinition, asked: DueRequest): Promise<Look> {
  const { fleet, outlook, signal } = open;
  doing(`fetching ${agent.workspace}`);
  const fetched = await fleet.workspaces.get(agent.workspace).fetch(signal);
  if (fetched.commit === undefined) throw new MidwatchError(fetched.ok ? "nothing was fetched" : fetched.reason);
  if (!fetched.ok) complainOnce(`${fetched.reason}; this is what was fetched last`);
  doing(`looking at what there is for ${agent.name}`);
  const due = await dueNow(fleet, agent, asked);
  const viewpoint = { agent, due, upstream: fetched.commit };
  const ranked = await outlook.of(viewpoint, signal, (doing, error) => complain(`${doing}: ${error}`));
  return { agent, due: due.reason, upstream: fetched.commit, ranked };
}

const toldOnce = new Set<string>();

/** Agents that share a workspace share its troubles. */
function complainOnce(line: string): void {
  if (!toldOnce.has(line)) complain(line);
  toldOnce.add(line);
}

export function tellLook(looks: readonly Look[], { json }: CommonArguments): void {
  if (json) sayJson(looks.map(candidatesJson));
  for (const { agent, due, ranked } of json ? [] : looks) {
    say(`${bold(agent.name)} ${dim(`(${due})`)}`);
    say(ranked.length > 0 ? `${rankedTable(ranked)}\n` : "  nothing on offer\n");
  }
}

/** The one item that is meant: its id, or a part of its title that no other has. */
export function only(looks: readonly Look[], text: string): { workspace: string; item: WorkItem } {
  const all = looks.flatMap(({ agent, ranked }) => ranked.map(({ item }) => ({ workspace: agent.workspace, item })));
  if (text === "") throw new MidwatchError('missing argument: an item; "midwatch items" lists them');
  const exact = all.filter(({ item }) => item.id === text);
  const found =
    exact.length > 0
      ? exact
      : all.filter(({ item: { id, title } }) => `${id}\n${title}`.toLowerCase().includes(text.toLowerCase()));
  const different = [
    ...new Map(found.map((one) => [`${one.workspace} ${one.item.source} ${one.item.id}`, one])).values(),
  ];
  const [one, another] = different;
  if (!one) throw new MidwatchError(`no item is called "${text}"${itemMeant(text, all)}; "midwatch items" lists them`);
  if (!another) return one;
  throw new MidwatchError(`"${text}" could be ${orList(different.map(({ item }) => item.id))}: write its id`);
}

const itemMeant = (text: string, all: readonly { readonly item: WorkItem }[]) =>
  didYouMean(
    text,
    all.map(({ item }) => item.id),
  );

function rankedTable(ranked: readonly Ranked[]): string {
  const next = ranked.find(({ passedOverBecause }) => passedOverBecause === undefined);
  const rows = ranked.map((one) => [
    one === next ? green("next") : "",
    one.item.tier,
    one.item.source,
    one.item.id,
    reason(one),
  ]);
  return table(["", "tier", "source", "item", "standing"], rows);
}

const reason = ({ passedOverBecause }: Ranked) => passedOverBecause ?? "ready";

const candidatesJson = ({ agent, due, ranked }: Look) => ({
  agent: agent.name,
  due,
  items: ranked.map(({ item: { source, id, title, tier, rev }, passedOverBecause: passed }) => ({
    source,
    id,
    title,
    tier,
    rev,
    passed,
  })),
});
