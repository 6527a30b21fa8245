import type { DueRecord } from "../../contracts/due-record.ts";
import type { Effect } from "../../contracts/effects.ts";
import type { SessionRecord } from "../../contracts/fleet-history.ts";
import type { Outcome, Proof, Publication, Remains } from "../../contracts/outcome.ts";
import type { PhaseName } from "../../contracts/phase-name.ts";
import type { HostProcess } from "../../contracts/processes.ts";
import type { Usage } from "../../contracts/run-result.ts";
import type { CandidateRecord } from "../../contracts/settlement.ts";
import type { Considered, Tier } from "../../contracts/work.ts";

export interface SessionRow {
  readonly id: string;
  readonly agent: string;
  readonly workspace: string;
  readonly backend: string;
  readonly process: string;
  readonly phase: string;
  readonly base: string | null;
  readonly started: number;
  readonly ended: number | null;
  readonly item: string | null;
  readonly outcome: string | null;
  readonly publication: string | null;
  readonly usage: string | null;
  readonly kept: string | null;
  readonly unkept: string | null;
  readonly proof: string | null;
  readonly considered: number | null;
  readonly revision: string | null;
}

export function toSession(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    agent: row.agent,
    workspace: row.workspace,
    backend: row.backend,
    startedAt: row.started,
    phase: row.phase as PhaseName,
    process: JSON.parse(row.process) as HostProcess,
    ...(row.ended !== null && { endedAt: row.ended }),
    ...(row.base !== null && { base: row.base }),
    ...(row.item !== null && { item: JSON.parse(row.item) as NonNullable<SessionRecord["item"]> }),
    ...(row.outcome !== null && { outcome: JSON.parse(row.outcome) as Outcome }),
    ...(row.publication !== null && { publication: JSON.parse(row.publication) as Publication }),
    ...(row.usage !== null && { usage: JSON.parse(row.usage) as Usage }),
    ...(row.revision !== null && { revision: row.revision }),
    ...(row.considered !== null && { considered: row.considered }),
    ...toRemains(row),
  };
}

const toRemains = ({ kept, unkept, proof }: SessionRow): Remains => ({
  ...(kept !== null && { kept: JSON.parse(kept) as NonNullable<Remains["kept"]> }),
  ...(unkept !== null && { unkept: JSON.parse(unkept) as NonNullable<Remains["unkept"]> }),
  ...(proof !== null && { proof: JSON.parse(proof) as Proof }),
});

/** As columns; null for what there is nothing of. */
export const fromRemains = ({
  kept = [],
  unkept = [],
  proof,
}: Remains): [string | null, string | null, string | null] => [
  kept.length > 0 ? JSON.stringify(kept) : null,
  unkept.length > 0 ? JSON.stringify(unkept) : null,
  proof ? JSON.stringify(proof) : null,
];

export interface CandidateRow extends Omit<CandidateRecord, "taken" | "tier"> {
  readonly tier: string;
  readonly taken: number;
}

export const toCandidateRecord = ({
  source,
  item,
  title,
  rev,
  tier,
  taken,
  reason,
}: CandidateRow): CandidateRecord => ({
  source,
  item,
  title,
  rev,
  tier: tier as Tier,
  taken: taken === 1,
  reason,
});

export const fromConsidered = ({ item, taken, reason }: Considered) => {
  const { source, id, title, rev, tier } = item;
  return { source, item: id, title, rev, tier, taken: Number(taken), reason };
};

export interface EffectRow {
  readonly id: string;
  readonly session: string;
  readonly workspace: string;
  readonly kind: string;
  readonly payload: string;
  readonly state: string;
  readonly sent: string | null;
  readonly attempts: number;
  readonly next: number;
  readonly reason: string;
}

/** Kind and payload were written together, as one effect. One damaged row must not hide all others. */
export function toEffect({ payload, sent, ...row }: EffectRow): Effect {
  const known = { ...row, ...(sent !== null && { sent }) };
  try {
    return { ...known, payload: JSON.parse(payload) as unknown } as Effect;
  } catch {
    return { ...known, kind: "unreadable" } as Effect;
  }
}

export interface DueRow extends Omit<DueRecord, "duty" | "until" | "session"> {
  readonly duty: number;
  readonly until: number | null;
  readonly session: string | null;
}

export const toDue = ({ duty, until, session, ...row }: DueRow): DueRecord => ({
  ...row,
  duty: duty === 1,
  ...(until !== null && { until }),
  ...(session !== null && { session }),
});

export const fromDue = ({ duty, until, session, ...due }: DueRecord): DueRow => ({
  ...due,
  duty: Number(duty),
  until: until ?? null,
  session: session ?? null,
});
