import { list, parseFrontMatter, scalar } from "./front-matter.mjs";
import { titleOf } from "./markdown.mjs";

/**
 * @typedef {{ id: string, path: string, title: string, state: string, priority: string, assignedTo: string,
 *   created: string, waitingFor: string, waitUntil: string, requires: string[] }} Task
 */

export const TASKS = "tasks";

const READY_STATES = ["backlog", "todo", "active", "new", "paused"];
const OVER = ["done", "cancelled"];
const PRIORITIES = ["urgent", "high", "medium", "low"];

/**
 * A task in gptme's format, or undefined when the file does not say its state.
 * @param {{ path: string, text: string }} file
 * @returns {Task | undefined}
 */
export function readTask({ path, text }) {
  const { fields, body } = parseFrontMatter(text) ?? { fields: {}, body: "" };
  const state = scalar(fields, "state");
  if (state === "") return undefined;
  const id = path.replace(/^.*\//, "").replace(/\.md$/, "");
  return {
    id,
    path,
    title: titleOf(body) ?? id,
    state,
    priority: scalar(fields, "priority") || "medium",
    assignedTo: scalar(fields, "assigned_to").replace(/@.*/, ""),
    created: scalar(fields, "created"),
    waitingFor: scalar(fields, "waiting_for"),
    waitUntil: scalar(fields, "wait"),
    requires: [...list(fields, "requires"), ...list(fields, "depends")],
  };
}

/**
 * The tasks that can be done now, by priority, then the oldest first.
 * @param {Task[]} tasks
 * @param {number} at
 */
export function readyTasks(tasks, at) {
  return tasks.filter((task) => isReady(task, tasks, at)).sort(byPriority);
}

/**
 * The tasks that somebody or something holds up.
 * @param {Task[]} tasks
 * @param {number} at
 */
export function heldTasks(tasks, at) {
  const open = tasks.filter((task) => task.state === "waiting" || READY_STATES.includes(task.state));
  return open.filter((task) => !isReady(task, tasks, at)).sort(byPriority);
}

/**
 * Why a task is held, for people.
 * @param {Task} task
 */
export function heldBecause(task) {
  if (task.waitingFor) return `waiting for ${task.waitingFor}`;
  if (task.state === "waiting") return "waiting, and its file does not say for what";
  return task.waitUntil ? `not before ${task.waitUntil}` : `needs ${task.requires.join(", ")} first`;
}

/**
 * @param {Task} task
 * @param {Task[]} tasks
 * @param {number} at
 */
function isReady(task, tasks, at) {
  const open = (/** @type {string} */ id) => tasks.some((other) => other.id === id && !OVER.includes(other.state));
  const due = task.waitUntil === "" || !(Date.parse(task.waitUntil) > at);
  return READY_STATES.includes(task.state) && task.waitingFor === "" && due && !task.requires.some(open);
}

/**
 * @param {Task} a
 * @param {Task} b
 */
function byPriority(a, b) {
  const [first, second] = [a, b].map((task) => PRIORITIES.indexOf(task.priority));
  return Number(first) - Number(second) || a.created.localeCompare(b.created) || a.id.localeCompare(b.id);
}
