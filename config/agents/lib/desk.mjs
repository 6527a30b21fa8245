import { day, stamp } from "./calendar.mjs";
import { lastChanges } from "./history.mjs";
import { counted, ordinal } from "./numbers.mjs";
import { CannotDo } from "./outcome.mjs";
import { lastDate, readPrices } from "./prices.mjs";
import { completedEntries, inOrder, isHeld, parseQueue, priorityOf, QUEUE, renderQueue, touched } from "./queue.mjs";
import { STUDIES } from "./study.mjs";
import { nextStudies, queueEntry } from "./study-supply.mjs";
import { nextTasks, taskFile, taskPath } from "./task-supply.mjs";
import { readTask, readyTasks, TASKS } from "./tasks.mjs";

/**
 * @typedef {import("./workspace.mjs").Workspace} Workspace
 * @typedef {{ queue: import("./queue.mjs").Queue, queueText: string, completed: { title: string, isGivenUp: boolean }[],
 *   tasks: import("./tasks.mjs").Task[], unreadable: string[] }} Desk  the work there is
 * @typedef {{ entries: string[], tasks: { path: string, text: string }[], notes: string[], needs: string[],
 *   problem?: string }} Supply  what was added; `needs` and the problem want a person
 */

/** With fewer ready than this, more is added, up to the stock. */
const ENOUGH = 2;
const STOCK = 3;

/**
 * @param {Workspace} workspace
 * @returns {Desk}
 */
export function readDesk(workspace) {
  const queueText = workspace.read(QUEUE) ?? "";
  const files = workspace.readAll(TASKS, workspace.list(TASKS));
  const tasks = files.map((file) => ({ path: file.path, task: readTask(file) }));
  return {
    queueText,
    queue: parseQueue(queueText),
    completed: completedEntries(queueText),
    tasks: tasks.flatMap(({ task }) => task ?? []),
    unreadable: tasks.filter(({ task }) => !task).map(({ path }) => path),
  };
}

/**
 * New entries and tasks, where there are too few ready ones; a problem with the prices is said, not thrown.
 * @param {Desk} desk
 * @param {Workspace} workspace
 * @param {number} at
 * @returns {Supply}
 */
export function supply(desk, workspace, at) {
  const entries = desk.queue.isArranged ? ENOUGH : desk.queue.entries.filter((entry) => !isHeld(entry)).length;
  const tasks = readyTasks(desk.tasks, at).filter(({ assignedTo }) => ["", "content"].includes(assignedTo)).length;
  const none = { entries: [], tasks: [], notes: [], needs: [] };
  if (entries >= ENOUGH && tasks >= ENOUGH) return none;
  try {
    const prices = readPrices(workspace);
    const studies = entries < ENOUGH ? newEntries(desk, workspace, { prices, at, ready: entries }) : [];
    const files = tasks < ENOUGH ? newTasks(workspace, { prices, at, ready: tasks }) : [];
    const notes = [...studies, ...files].map(({ note }) => note);
    const needs = [
      ...(entries + studies.length < ENOUGH
        ? ["The queue runs dry: every study these prices allow was asked for."]
        : []),
      ...(tasks + files.length < ENOUGH ? ["The tasks run dry: every page these prices allow was asked for."] : []),
    ];
    return { entries: studies.map(({ text }) => text), tasks: files, notes, needs };
  } catch (error) {
    if (error instanceof CannotDo) return { ...none, problem: error.message };
    throw error;
  }
}

/**
 * The queue in order, with the new entries: what to write, if anything, and what moved.
 * @param {Desk} desk
 * @param {string[]} added
 * @param {number} at
 */
export function orderQueue({ queue, queueText }, added, at) {
  if (queue.isArranged) return { entries: queue.entries, text: undefined, moves: [] };
  const before = [...queue.entries, ...parseQueue(`## Planned Next\n\n${added.join("\n\n")}\n`).entries];
  const entries = inOrder(before);
  const isNumbered = entries.every((entry, index) => entry === queue.entries[index] && entry.number === index + 1);
  const text = isNumbered ? undefined : touched(renderQueue(queue, entries), stamp(at).replace(/:\d\d UTC$/, " UTC"));
  const moved = queue.entries.filter((entry, index) => entries.indexOf(entry) < index);
  const moves = moved.map((entry) => {
    const [from, to] = [queue.entries, entries].map((list) => ordinal(list.indexOf(entry) + 1));
    return `Moved **${entry.title}** from ${from} to ${to}: it is ${isHeld(entry) ? "held" : `ready and ${priorityOf(entry)}`}.`;
  });
  return { entries, text: text === queueText ? undefined : text, moves };
}

/**
 * @param {Desk} desk
 * @param {Workspace} workspace
 * @param {{ prices: import("./prices.mjs").Prices, at: number, ready: number }} now
 */
function newEntries({ queue, completed }, workspace, { prices, at, ready }) {
  const planned = queue.entries.map((entry) => entry.title);
  const known = { studied: lastChanges(workspace, STUDIES), planned, settled: completed.map(({ title }) => title) };
  return nextStudies(prices, known, STOCK - ready).map((proposal) => {
    const text = queueEntry(proposal, { date: day(at), last: lastDate(prices) });
    const title = text.match(/\*\*(.+?)\*\*/)?.[1];
    return {
      text,
      note: `Added **${title}** to the queue, which had ${readyOnly(ready, "entry")}: ${proposal.because}.`,
    };
  });
}

/**
 * @param {Workspace} workspace
 * @param {{ prices: import("./prices.mjs").Prices, at: number, ready: number }} now
 */
function newTasks(workspace, { prices, at, ready }) {
  const because = `there was ${readyOnly(ready, "task")}`;
  return nextTasks(prices, workspace, STOCK - ready).map((assignment) => ({
    path: taskPath(assignment),
    text: taskFile(assignment, { at, because }),
    note: `Added the task **${assignment.title}**: ${because}.`,
  }));
}

/**
 * @param {number} count
 * @param {string} noun
 */
function readyOnly(count, noun) {
  return count === 0 ? `no ready ${noun}` : `only ${counted(count, `ready ${noun}`)}`;
}
