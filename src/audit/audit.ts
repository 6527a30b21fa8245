import { messageOf } from "../core/errors.ts";
import type { FleetEvidence } from "./evidence.ts";
import type { AuditedRule, AuditRule, RuleResult } from "./finding.ts";
import { LEDGER_RULES } from "./ledger-rules.ts";
import { WORK_RULES } from "./work-rules.ts";
import { countWrites, waitingIn } from "./writes.ts";

/** Result of an audit. */
export interface Audit {
  readonly rules: readonly AuditedRule[];
  /** Files that sessions changed, as their work was collected. */
  readonly writes: number;
  /** Of kept work, how much waits. */
  readonly waiting: number;
  /** Since when sessions are known, epoch milliseconds; missing where there is none. */
  readonly since?: number;
}

const CLONES: AuditRule = {
  name: "no clone is left without anybody being asked",
  restsOn: "the folders of sessions, and what is owed",
  async check(evidence) {
    const { clones } = evidence;
    const known = evidence.rows<{ id: string }>(
      `SELECT id FROM session WHERE outcome IS NULL
        OR EXISTS (SELECT 1 FROM obligation WHERE settled IS NULL AND instr(key, session.id) > 0)`,
    );
    const asked = new Set(known.map(({ id }) => id));
    return { looked: clones.length, broken: clones.filter((id) => !asked.has(id)).map((id) => `session ${id}`) };
  },
};

const AUDIT_RULES: readonly AuditRule[] = [...WORK_RULES, CLONES, ...LEDGER_RULES];

/** A rule that cannot be looked at does not hold: its truth is unknown. */
const held = (rule: AuditRule, evidence: FleetEvidence): Promise<RuleResult> =>
  rule
    .check(evidence)
    .catch((thrown: unknown) => ({ looked: 0, broken: [`it could not be checked: ${messageOf(thrown)}`] }));

/** Holds every rule against the evidence. Changes nothing. */
export async function audit(evidence: FleetEvidence): Promise<Audit> {
  const rules: AuditedRule[] = [];
  for (const rule of AUDIT_RULES)
    rules.push({ name: rule.name, restsOn: rule.restsOn, ...(await held(rule, evidence)) });
  const [first] = evidence.rows<{ since: number | null }>("SELECT min(started) AS since FROM session");
  const since = first?.since ?? undefined;
  return {
    rules,
    writes: await countWrites(evidence),
    waiting: waitingIn(evidence),
    ...(since !== undefined && { since }),
  };
}
