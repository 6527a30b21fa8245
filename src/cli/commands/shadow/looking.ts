import type { PlanInput, PlannedDue } from "../../../core/plan/planned.ts";
import { rehearse } from "../../../core/plan/rehearsal.ts";
import { type OldSide, oldRunsIn } from "./old-side.ts";
import type { ShadowLook, Would } from "./record.ts";

/** Parts of one look. */
export interface LookInput {
  /** Everything that a plan of a span is made from: the first moment that counts, and the first that does not. */
  readonly planInput: (span: { readonly from: number; readonly to: number }) => Promise<PlanInput>;
  readonly old: OldSide;
  readonly now: number;
  /** Looks that were recorded so far. */
  readonly earlier: readonly ShadowLook[];
  /** Title of the item that an agent would take now; undefined where that cannot be said. */
  readonly itemOf: (agent: string) => Promise<string | undefined>;
}

/** A due that is older has had another item on offer than the one that is there now. */
const FRESH_MS = 3 * 60_000;

/**
 * Looks at the time since the last look: what the old jobs did, and what midwatch would have run. The whole shadow is
 * rehearsed from its beginning, so that gaps, slots and caps are as they would be. Nothing is started, no token is spent.
 */
export async function look({ planInput, old, now, earlier, itemOf }: LookInput): Promise<ShadowLook> {
  const begun = Math.min(now, ...earlier.map(({ from }) => from));
  const from = Math.max(begun, ...earlier.map(({ to }) => to));
  const input = await planInput({ from: begun, to: now + 1 });
  const known = new Set(earlier.flatMap(({ would }) => would.map(keyOf)));
  const all = await rehearse(asInShadow(input));
  // One that waits is told of when that is over.
  const decided = all.filter((due) => due.fate !== "waits" && due.at > begun && !known.has(keyOf(due)));
  const would: Would[] = [];
  for (const due of decided) would.push(await wouldOf(due, { now, itemOf }));
  const { did, notes } = await oldRunsIn(old, { from, to: now });
  return { v: 1, from, to: now, would, did: [...did], notes: [...notes] };
}

/** The shadow has spent nothing and runs nothing, whatever midwatch itself does. */
const asInShadow = (input: PlanInput): PlanInput => ({
  ...input,
  spent: [],
  raised: [],
  agents: input.agents.map((agent) => ({ ...agent, pending: [], isAtWork: false, last: undefined, held: undefined })),
});

const keyOf = ({ agent, rule, at }: Pick<Would, "agent" | "rule" | "at">) => `${agent}\n${rule}\n${at}`;

async function wouldOf(
  { agent, rule, at, fate, reason, startsAt, micros }: PlannedDue,
  { now, itemOf }: Pick<LookInput, "now" | "itemOf">,
): Promise<Would> {
  const isFresh = fate === "runs" && now - (startsAt ?? at) <= FRESH_MS;
  const item = isFresh ? await itemOf(agent) : undefined;
  return {
    agent,
    rule,
    at,
    fate,
    reason,
    micros,
    ...(startsAt !== undefined && { startsAt }),
    ...(item !== undefined && { item }),
  };
}
