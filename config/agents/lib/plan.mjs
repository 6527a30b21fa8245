import { isoWeek, stamp } from "./calendar.mjs";
import { coveredUpTo } from "./history.mjs";
import { bullets, document, oneLine, table } from "./markdown.mjs";
import { counted } from "./numbers.mjs";
import { isHeld, priorityOf } from "./queue.mjs";
import { heldBecause, heldTasks, readyTasks } from "./tasks.mjs";

/**
 * @typedef {import("./queue.mjs").Entry} Entry
 * @typedef {import("./tasks.mjs").Task} Task
 * @typedef {{ at: number, commit: string, entries: Entry[], tasks: Task[], unreadable: string[],
 *   needs: string[], changes: string[], done: string[] }} Week  what a plan is made of; `needs` want a person
 */

export const PLANS = "plans";

const OUTLOOK = "### Planned, in order";

/** @param {string} name */
export const isPlan = (name) => /^\d{4}-W\d\d\.md$/.test(name);

/** @param {number} at */
export const planPath = (at) => `${PLANS}/${isoWeek(at).name}.md`;

/**
 * The week's plan: a first one, or a revision above what the plan said so far.
 * @param {string | undefined} plan
 * @param {Week} week
 */
export function writePlan(plan, week) {
  if (plan === undefined) return document(...title(week.at), section("Plan", week, outlook(week)).trimEnd());
  const view = outlook(week);
  const stands = plan.slice(Math.max(plan.indexOf(OUTLOOK), 0)).startsWith(`${view}\n`);
  const start = plan.search(/^## /m);
  const [head, earlier] = start < 0 ? [plan, ""] : [plan.slice(0, start), plan.slice(start)];
  const revision = section("Revision", week, stands ? "The order planned below still stands." : view);
  return `${head.trimEnd()}\n\n${revision}${earlier === "" ? "" : `\n${earlier}`}`;
}

/**
 * The numbers of a plan in a sentence.
 * @param {Week} week
 */
export function planHeadline({ entries, tasks, at }) {
  const ready = entries.filter((entry) => !isHeld(entry));
  const next = ready[0] ? `, the first being ${oneLine(ready[0].title)}` : "";
  const waiting = entries.length - ready.length + heldTasks(tasks, at).length;
  const queue = `${counted(ready.length, "queue entry", "queue entries")} ready${next}`;
  return `${queue}; ${counted(readyTasks(tasks, at).length, "task")} ready; ${waiting} waiting.`;
}

/** @param {number} at */
function title(at) {
  const { year, week, monday, sunday } = isoWeek(at);
  return [
    `# Plan for week ${week} of ${year}`,
    `_From Monday, ${monday}, to Sunday, ${sunday}. The newest word comes first; what was planned before is kept below it._`,
  ];
}

/**
 * @param {string} kind
 * @param {Week} week
 * @param {string} view
 */
function section(kind, week, view) {
  const { changes, done } = week;
  const needs = [...week.needs, ...week.unreadable.map((path) => `${path} does not say its \`state\`.`)];
  return document(
    `## ${kind} of ${stamp(week.at)}`,
    `**${planHeadline(week)}**`,
    ...part("Needs a person", needs),
    ...part("Changed just now", changes),
    view,
    ...part("Done since the last plan", done),
    coveredUpTo.write(week.commit),
  );
}

/**
 * @param {string} heading
 * @param {string[]} lines
 */
function part(heading, lines) {
  return lines.length === 0 ? [] : [`### ${heading}`, bullets(lines)];
}

/** @param {Week} week */
function outlook({ entries, tasks, at }) {
  const ready = entries.filter((entry) => !isHeld(entry));
  const rows = ready.map((entry, index) => [index + 1, entry.title, priorityOf(entry), why(entry, index, ready)]);
  const waiting = entries
    .filter(isHeld)
    .map((entry) => `**${oneLine(entry.title)}**: ${oneLine(entry.fields.Status ?? "held")}`);
  const held = heldTasks(tasks, at).map((task) => `**${oneLine(task.title)}** (task): ${oneLine(heldBecause(task))}`);
  const open = readyTasks(tasks, at).map((task) => [
    task.title,
    task.priority,
    task.assignedTo || "anyone",
    task.created.slice(0, 10),
  ]);
  return [
    OUTLOOK,
    rows.length === 0 ? "No queue entry is ready." : table("rlll", ["#", "Queue entry", "Priority", "Why here"], rows),
    "### Waiting",
    bullets([...waiting, ...held], "Nothing waits."),
    "### Ready tasks",
    open.length === 0 ? "No task is ready." : table("llll", ["Task", "Priority", "For", "Since"], open),
  ].join("\n\n");
}

/**
 * @param {Entry} entry
 * @param {number} index
 * @param {Entry[]} ready
 */
function why(entry, index, ready) {
  const priority = priorityOf(entry);
  const alike = ready.filter((other) => priorityOf(other) === priority);
  if (alike.length > 1 && alike[0] !== entry) return `as ${priority} as the one before, and newer`;
  return index === 0 ? "nothing ready matters more" : `the ${alike.length > 1 ? "oldest" : "only"} ${priority} one`;
}
