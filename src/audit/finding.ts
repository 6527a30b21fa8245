import type { FleetEvidence } from "./evidence.ts";

/** Result of one rule: how many things it was held against, and where it does not hold, a sentence each. */
export interface RuleResult {
  readonly looked: number;
  readonly broken: readonly string[];
}

/** Something that has to hold in every fleet, and what shows whether it does. */
export interface AuditRule {
  /** A sentence. */
  readonly name: string;
  /** Grounds of the answer, in a few words. */
  readonly restsOn: string;
  check(evidence: FleetEvidence): Promise<RuleResult>;
}

/** A rule, and what it came to in one fleet. */
export interface AuditedRule extends RuleResult, Pick<AuditRule, "name" | "restsOn"> {}
