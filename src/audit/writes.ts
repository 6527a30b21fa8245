import { type FleetEvidence, repositoryOf } from "./evidence.ts";

/** Sessions that ended in it: epoch milliseconds. */
interface AuditedTime {
  readonly from: number;
  readonly to: number;
}

const ALL: AuditedTime = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** A session's work: from where, and to which commit. */
interface WorkRow {
  readonly id: string;
  readonly workspace: string;
  readonly from: string;
  readonly to: string;
  /** A person has said that it may go. */
  readonly dropped: number;
}

/** Writes of the sessions of a span, told from ledger and hub alone. */
export interface Writes {
  readonly sessions: number;
  /** Files, as their work was collected. */
  readonly files: number;
  /** Sessions whose work no ref of the hub leads to. */
  readonly lost: number;
  /** Pieces of kept work that wait, whenever they were made. */
  readonly waiting: number;
}

export async function writesIn(evidence: FleetEvidence, span: AuditedTime): Promise<Writes> {
  const rows = workIn(evidence, span);
  const kept = rows.filter(({ dropped }) => dropped === 0);
  let lost = 0;
  for (const [workspace, own] of Map.groupBy(kept, (row) => row.workspace)) {
    const repository = repositoryOf(evidence, workspace);
    const tips = repository?.exists ? [...(await repository.hubRefs()).values()] : [];
    const commits = own.map(({ to }) => to);
    lost += repository?.exists ? (await repository.unreachable(commits, tips)).size : commits.length;
  }
  const sessions = new Set(rows.map(({ id }) => id)).size;
  return { sessions, files: await countWrites(evidence, span), lost, waiting: waitingIn(evidence) };
}

/** Pieces of kept work that wait for a decision. */
export const waitingIn = (evidence: FleetEvidence): number =>
  evidence.rows<{ n: number }>("SELECT count(*) AS n FROM rescue WHERE state = 'waiting'")[0]?.n ?? 0;

/** Files that sessions changed, as their work was collected. */
export async function countWrites(evidence: FleetEvidence, span: AuditedTime = ALL): Promise<number> {
  let files = 0;
  for (const [workspace, pairs] of Map.groupBy(workIn(evidence, span), (row) => row.workspace)) {
    const repository = repositoryOf(evidence, workspace);
    if (repository?.exists) files += await repository.changedFiles(pairs);
  }
  return files;
}

/** Work that was published or is to be, and work that was kept instead; once, where it is both. */
const workIn = (evidence: FleetEvidence, { from, to }: AuditedTime) =>
  evidence.rows<WorkRow>(
    `SELECT DISTINCT session.id, effect.workspace, base AS "from",
        CASE kind WHEN 'rescue' THEN payload ->> 'commit' ELSE payload ->> 'work' END AS "to",
        EXISTS (SELECT 1 FROM rescue WHERE rescue.session = session.id AND rescue.state = 'dropped') AS dropped
      FROM effect JOIN session ON session.id = effect.session
      WHERE kind IN ('publish', 'rescue') AND "to" IS NOT NULL AND base IS NOT NULL
        AND coalesce(ended, 0) BETWEEN ${from} AND ${to}`,
  );
