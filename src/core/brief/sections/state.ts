import { dollars } from "../../budget/money.ts";
import type { BriefEntry, Section } from "../../contracts/brief.ts";
import type { HealthReport } from "../../contracts/health-report.ts";
import { spell } from "../../text/age.ts";
import { DAY, MINUTE } from "../../text/time-units.ts";
import { label } from "../../trust/fence.ts";
import type { BriefFacts } from "../facts.ts";

const LONGEST_DETAIL = 300;

/** Warnings that no person has acknowledged. */
export function signalSection({ health }: BriefFacts): Section {
  const warnings = health.filter(({ status, acknowledged }) => status !== "pass" && acknowledged === undefined);
  return { name: "signals", title: "What deserves attention", entries: warnings.map(signal), tokens: 350 };
}

function signal({ check, detail, age = 0, quotes }: HealthReport): BriefEntry {
  const old = age < MINUTE ? "" : ` (${spell(age)} ago)`;
  if (quotes)
    return { origin: `quoted by the health check ${check}`, text: `${detail}${old}`, longest: LONGEST_DETAIL };
  return `- ${label(check)}: ${label(detail, LONGEST_DETAIL)}${old}`;
}

/** Obligations that are open. */
export function obligationSection({ obligations }: BriefFacts): Section {
  const origin = "what is owed, with the names of branches, files and requests";
  const newest = obligations.toSorted((a, b) => b.at - a.at);
  const asOf = newest[0]?.at;
  return {
    name: "obligations",
    title: "Who waits for what",
    entries: newest.map(({ owner, action }) => ({ origin, text: `${owner}: ${action}`, longest: LONGEST_DETAIL })),
    tokens: 250,
    ...(asOf !== undefined && { asOf, staleAfter: 7 * DAY }),
  };
}

/** The newest commits: subjects and names are as their authors have written them. */
export function commitSection({ log }: BriefFacts): Section {
  const entries = log.map((text) => ({ origin: "the newest commits, their subjects and authors", text, longest: 160 }));
  return { name: "commits", title: "Newest commits", entries, tokens: 300 };
}

/** Money that is left. */
export function budgetSection({ budget }: BriefFacts): Section {
  const entries = budget.map(({ what, left, cap }) => `- ${what}: ${dollars(left)} of ${dollars(cap)}`);
  return { name: "budget", title: "Budget left", entries, tokens: 100 };
}
