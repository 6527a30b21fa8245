import type { HealthReport, HealthStatus } from "../../core/contracts/health-report.ts";
import type { Incident } from "../../core/contracts/incidents.ts";
import type { Need } from "../../core/contracts/needs.ts";
import { MISTAKES } from "../../core/health/mistakes.ts";
import { spell } from "../../core/text/age.ts";
import { incidentKey } from "../../core/text/incident-key.ts";
import { plainText, shortened } from "../../core/text/plain-text.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { MINUTE } from "../../core/text/time-units.ts";
import { oneLine, withCommas } from "../../core/text/wording.ts";
import { timeIn } from "../../core/text/zone.ts";
import { bold, dim, green, red, say, yellow } from "./print.ts";
import { table } from "./table.ts";

/** Parts of a fleet's health that are shown. */
export interface HealthAnswer {
  readonly reports: readonly HealthReport[];
  readonly incidents: readonly Incident[];
  readonly needsYou: readonly Need[];
  readonly zone: string;
}

const COLOURS: Readonly<Record<HealthStatus, (text: string) => string>> = { pass: green, warn: yellow, fail: red };
const MAX_DETAIL_CHARS = 300;
const ORDER: readonly HealthStatus[] = ["fail", "warn", "pass"];

/** Prints what is wrong first; below it, what a person is asked to do. */
export function tellHealth({ reports, incidents, needsYou, zone }: HealthAnswer): void {
  const since = new Map(incidents.map(({ key, openedAt }) => [key, timeIn(zone, openedAt).slice(0, 16)]));
  const sorted = reports.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const rows = sorted.map((report) => [
    report.acknowledged === undefined ? COLOURS[report.status](report.status) : dim(`${report.status}, known`),
    incidentKey(report),
    measured(report.value, report),
    measured(report.threshold, report),
    since.get(incidentKey(report)) ?? "",
    `${detailLine(report.detail)}${remark(report)}`,
  ]);
  say(table(["", "check", "value", "threshold", "since", "what is found"], rows));
  // What is wrong stands in the table.
  const others = needsYou.filter(({ kind }) => kind !== "wrong" && kind !== "mistakes");
  if (others.length > 0) say(`\n${bold("Needs you")}`);
  for (const { key, text, command, since: at } of others)
    say(`  ${yellow(detailLine(text))}\n    ${dim(`${command}  (${key}, since ${timeIn(zone, at).slice(0, 16)})`)}`);
  const unknown = sorted.find(
    ({ check, status, acknowledged }) => check !== MISTAKES && status !== "pass" && acknowledged === undefined,
  );
  if (reports.some(({ age = 0 }) => age > 0))
    say(dim("\nWhat was well a while ago was not asked again: midwatch health --now asks everything"));
  if (unknown)
    say(dim(`\nAlready aware of it? Silence it: midwatch health ack ${shellWord(incidentKey(unknown))} --for 3d`));
}

/** Age of an answer, and who knows of what it says. */
function remark({ age = 0, acknowledged }: HealthReport): string {
  const known = acknowledged === undefined ? [] : [`${acknowledged} knows of it`];
  const parts = [...known, ...(age > 0 ? [`asked ${age < MINUTE ? "just now" : `${spell(age)} ago`}`] : [])];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

const measured = (value: number | undefined, { unit }: HealthReport) =>
  value === undefined ? "" : `${withCommas(value)}${unit === undefined ? "" : ` ${unitOf(value, unit)}`}`;

/** "1 error", "2 errors"; a unit such as "%" or "MiB" is the same for one. */
const unitOf = (value: number, unit: string) => (value === 1 && /[a-z]s$/.test(unit) ? unit.slice(0, -1) : unit);

/** A program's command line, or what it has said, may be a page. */
const detailLine = (text: string) => shortened(oneLine(plainText(text)), MAX_DETAIL_CHARS);
