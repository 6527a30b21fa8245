import { dollars } from "../../core/budget/money.ts";
import { type MergedDues, mergeRepeats, singleDues } from "../../core/plan/merge-repeats.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { PlannedDue } from "../../core/plan/planned.ts";
import type { Total } from "../../core/plan/totals.ts";
import { timeIn } from "../../core/text/zone.ts";
import { bold, dim, green, say, yellow } from "./print.ts";
import { table } from "./table.ts";

interface View {
  readonly zone: string;
  /** Every moment on a line of its own. */
  readonly all: boolean;
}

/** By day, with what each comes to; in a pipe every line says its day. */
export function tellPlan({ from, to, dues, days, agents, total, hints }: Plan, view: View): void {
  say(bold(`From ${minute(view.zone, from)} to ${minute(view.zone, to)} (${view.zone})`));
  for (const day of days) {
    const lines = planLines(
      dues.filter((due) => due.day === day.of),
      view,
    );
    say(`\n${bold(`${weekday(day.of)} ${day.of}`)}  ${sumOf(day)}`);
    say(table(["when", "agent", "what", "cost", "why"], lines.map(cells(view))));
  }
  if (days.length === 0) say("No agent is due.");
  say(`\n${bold("In all")}  ${sumOf(total)}`);
  const rows = agents.map(({ of, sessions, ms, micros, basis }) => {
    return [of, `${sessions}`, `${(ms / 3_600_000).toFixed(1)}`, dollars(micros), basis];
  });
  if (rows.length > 0) say(table(["agent", "sessions", "hours", "cost", "each"], rows));
  if (hints.length > 0) say(`\n${bold("Notes")}`);
  for (const hint of hints) say(`  ${hint}`);
}

const planLines = (dues: readonly PlannedDue[], { all }: View): readonly MergedDues[] =>
  all ? singleDues(dues) : mergeRepeats(dues);

const sumOf = ({ sessions, micros, others }: Total) =>
  `${sessions === 1 ? "1 session" : `${sessions} sessions`}, ${dollars(micros)}${others > 0 ? dim(`; ${others} without a session`) : ""}`;

const cells = (view: View) => (fold: MergedDues) => {
  const { first, count, micros } = fold;
  return [
    span(view, fold),
    first.agent,
    what(first, count),
    first.fate === "runs" ? dollars(micros) : "–",
    planReason(fold),
  ];
};

/** In a pipe with the day, so that a line found by grep says when it is. */
function span({ zone }: View, { first, last, count }: MergedDues): string {
  const [from, to] = [startOf(first), startOf(last)].map((at) => minute(zone, at));
  const day = process.stdout.isTTY ? 11 : 0;
  const begin = (from ?? "").slice(day);
  return count === 1 ? begin : `${begin}–${(to ?? "").slice(11)}`;
}

const startOf = ({ startsAt, at }: PlannedDue) => startsAt ?? at;

const FATE_WORDS: Readonly<Record<PlannedDue["fate"], string>> = {
  runs: green("runs"),
  coalesced: dim("covered"),
  skipped: yellow("skipped"),
  missed: yellow("missed"),
  waits: yellow("waits"),
};

const what = ({ fate }: PlannedDue, count: number) =>
  count === 1 ? FATE_WORDS[fate] : `${FATE_WORDS[fate]} ${count}×`;

function planReason({ first: { rule, reason, fate }, lag, count }: MergedDues): string {
  if (lag > 0) return `${rule}; ${count > 1 ? "up to " : ""}${Math.round(lag / 60_000)} min after its time: ${reason}`;
  return fate === "runs" || reason === "" ? rule : `${rule}: ${reason}`;
}

const minute = (zone: string, at: number) => timeIn(zone, at).slice(0, 16);

const weekday = (day: string) =>
  new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" }).format(Date.parse(`${day}T00:00Z`));
