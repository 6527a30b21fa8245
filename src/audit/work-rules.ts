import { type FleetEvidence, repositoryOf } from "./evidence.ts";
import type { AuditRule, RuleResult } from "./finding.ts";
import type { RepositoryEvidence } from "./repository-evidence.ts";

interface SentRow {
  readonly session: string;
  readonly workspace: string;
  readonly commit: string;
}

interface RescueRow extends SentRow {
  readonly ref: string;
}

const PUBLISHED = `SELECT id AS session, workspace, publication ->> 'commit' AS "commit" FROM session
  WHERE publication ->> 'kind' = 'published'`;
/** Work that was collected, without sessions whose kept work a person has dropped: it is gone because they said so. */
const COLLECTED = `SELECT session, workspace, payload ->> 'work' AS "commit" FROM effect WHERE kind = 'publish' AND payload ->> 'work' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM rescue WHERE rescue.session = effect.session AND rescue.state = 'dropped')`;
/** Kept work, but for what was found missing at once: its clone has stayed, and somebody is asked to look at it. */
const WAITING = `SELECT session, workspace, ref, "commit" FROM rescue WHERE state = 'waiting'
  AND NOT EXISTS (SELECT 1 FROM obligation WHERE key = 'clone:' || rescue.session AND settled IS NULL)`;
const SENT = `SELECT effect.session, effect.workspace, payload ->> 'ref' AS ref, payload ->> 'commit' AS "commit" FROM effect
  JOIN rescue ON rescue.workspace = effect.workspace AND rescue.ref = payload ->> 'ref'
  WHERE effect.kind = 'rescue' AND effect.state = 'confirmed' AND rescue.state = 'waiting'`;

/** Rules of the work of sessions. */
export const WORK_RULES: readonly AuditRule[] = [
  {
    name: "what was published is on the branch",
    restsOn: "the remote's branch, and its history in the hub",
    check: (evidence) => each(evidence, PUBLISHED, onBranch),
  },
  {
    name: "all that was collected is on the branch or under a ref",
    restsOn: "the refs of hub and remote",
    check: (evidence) => each(evidence, COLLECTED, underRefs),
  },
  {
    name: "kept work has its ref in the hub",
    restsOn: "the refs of the hub",
    check: (evidence) => each<RescueRow>(evidence, WAITING, hubHolds),
  },
  {
    name: "kept work that was sent has its ref on the remote",
    restsOn: "the refs of the remote",
    check: (evidence) => each<RescueRow>(evidence, SENT, remoteHolds),
  },
  {
    name: "no session's record is on the branch twice",
    restsOn: "the trailers of the branch's commits",
    check: recordedOnce,
  },
  {
    name: "repositories are whole",
    restsOn: "git fsck of each hub",
    check: whole,
  },
];

type Check<Row> = (repository: RepositoryEvidence, rows: readonly Row[]) => Promise<readonly string[]>;

/** The rows of each workspace against its repository. */
async function each<Row extends SentRow>(evidence: FleetEvidence, sql: string, check: Check<Row>): Promise<RuleResult> {
  const rows = evidence.rows<Row>(sql);
  const broken: string[] = [];
  for (const [workspace, own] of Map.groupBy(rows, (row) => row.workspace)) {
    const repository = repositoryOf(evidence, workspace);
    if (repository?.exists) broken.push(...(await check(repository, own)));
    else broken.push(`${own.length} of ${workspace} cannot be checked: the workspace has no hub any more`);
  }
  return { looked: rows.length, broken };
}

async function onBranch(repository: RepositoryEvidence, rows: readonly SentRow[]): Promise<readonly string[]> {
  const refs = await repository.remoteRefs();
  if ("reason" in refs) return [`the remote of ${repository.name} cannot be asked: ${refs.reason}`];
  const tip = refs.get(`refs/heads/${repository.branch}`);
  const lost = await repository.unreachable(
    rows.map(({ commit }) => commit),
    tip === undefined ? [] : [tip],
  );
  return rows
    .filter(({ commit }) => lost.has(commit))
    .map(({ session, commit }) => `${commit.slice(0, 7)} of session ${session} is not on ${repository.branch}`);
}

async function underRefs(repository: RepositoryEvidence, rows: readonly SentRow[]): Promise<readonly string[]> {
  const remote = await repository.remoteRefs();
  const known = [...(await repository.hubRefs()).values(), ...("reason" in remote ? [] : remote.values())];
  const lost = await repository.unreachable(
    rows.map(({ commit }) => commit),
    [...new Set(known)],
  );
  return rows
    .filter(({ commit }) => lost.has(commit))
    .map(({ session, commit }) => `the work ${commit.slice(0, 7)} of session ${session} is under no ref`);
}

async function hubHolds(repository: RepositoryEvidence, rows: readonly RescueRow[]): Promise<readonly string[]> {
  const refs = await repository.hubRefs();
  return rows
    .filter(({ ref, commit }) => refs.get(ref) === undefined || (commit !== null && refs.get(ref) !== commit))
    .map(({ ref, session }) => `${ref} of session ${session} is not in the hub as it was kept`);
}

async function remoteHolds(repository: RepositoryEvidence, rows: readonly RescueRow[]): Promise<readonly string[]> {
  const refs = await repository.remoteRefs();
  if ("reason" in refs) return [`the remote of ${repository.name} cannot be asked: ${refs.reason}`];
  return rows
    .filter(({ ref, commit }) => refs.get(ref) !== commit)
    .map(({ ref, session }) => `${ref} of session ${session} is not on the remote as it was sent`);
}

async function recordedOnce({ repositories }: FleetEvidence): Promise<RuleResult> {
  let looked = 0;
  const broken: string[] = [];
  for (const repository of repositories.filter(({ exists }) => exists)) {
    const refs = await repository.remoteRefs();
    const tip = "reason" in refs ? undefined : refs.get(`refs/heads/${repository.branch}`);
    if (tip === undefined || (await repository.missing([tip])).size > 0) continue;
    const sessions = await repository.recorded(tip);
    looked += sessions.length;
    for (const [session, records] of Map.groupBy(sessions, (one) => one))
      if (records.length > 1) broken.push(`session ${session} is recorded ${records.length} times`);
  }
  return { looked, broken };
}

async function whole({ repositories }: FleetEvidence): Promise<RuleResult> {
  const made = repositories.filter(({ exists }) => exists);
  const faults = await Promise.all(made.map(async (one) => ({ name: one.name, fault: await one.fault() })));
  const broken = faults.flatMap(({ name, fault }) => (fault === undefined ? [] : [`the hub of ${name}: ${fault}`]));
  return { looked: made.length, broken };
}
