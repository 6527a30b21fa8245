import type { Candidate } from "../../src/index.ts";
import { nextTime } from "./recurrence.ts";
import type { Task } from "./task.ts";

const OPEN = ["active", "todo", "backlog"];
const WAITING = ["waiting", "ready_for_review"];
const OVER = ["done", "cancelled"];
/** In nobody's way, and nobody's to do. */
const RESTING = [...OVER, "someday", "expired"];

/** What a task's readiness depends on, besides itself. */
export interface Around {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly tasks: ReadonlyMap<string, Task>;
}

type Readiness = Pick<Candidate, "state" | "reason" | "waitingFor">;

/** Undefined when the task is over, or put aside. */
export function readinessOf(task: Task, around: Around): Readiness | undefined {
  const { state, broken, recur } = task;
  if (broken !== undefined) return blocked(broken);
  if (state === "done" && recur !== undefined) return recurring(task, recur, around);
  if (RESTING.includes(state)) return undefined;
  if (![...OPEN, ...WAITING].includes(state))
    return blocked(`its state "${state}" is none; there are: ${[...OPEN, ...WAITING, ...RESTING].join(", ")}`);
  return openness(task, around);
}

function openness(task: Task, around: Around): Readiness {
  const { state, waitsFor, conditions } = task;
  if (waitsFor?.startsWith("blocked: ")) return blocked(waitsFor.slice("blocked: ".length));
  const inTheWay = hindrance(task, around);
  // When that has come about, it is ready: nothing else may stand in its way.
  if (conditions) return inTheWay ?? { ...waiting(conditions.join("; and ")), waitingFor: conditions };
  if (waitsFor !== undefined) return waiting(waitsFor);
  if (WAITING.includes(state)) return waiting(`its state is ${state}`);
  return inTheWay ?? { state: "ready" };
}

/** What stands in its way, besides what it says that it waits for. */
function hindrance(task: Task, { agent, now, tasks }: Around): Readiness | undefined {
  const { wait, assignee } = task;
  if (wait !== undefined && Number.isNaN(Date.parse(wait))) return blocked(`its wait "${wait}" is no date`);
  if (wait !== undefined && Date.parse(wait) > now) return waiting(`hidden until ${wait}`);
  const unmet = requirement(task, tasks);
  if (unmet) return unmet;
  return assignee !== undefined && assignee !== agent ? waiting(`it is assigned to ${assignee}`) : undefined;
}

/** What comes next, until that has come; a rule for cron is a person's to look after. */
function recurring({ completed }: Task, rule: string, { now }: Around): Readiness {
  const doneAt = Date.parse(completed ?? "");
  if (Number.isNaN(doneAt)) return blocked(`it recurs (${rule}), but does not say when it was completed`);
  const next = nextTime(rule, doneAt);
  if (next === undefined)
    return waiting(`it recurs by "${rule}", which is not computed: set its state to todo when it is time`);
  return next <= now ? { state: "ready" } : waiting(`it comes back on ${new Date(next).toISOString().slice(0, 16)}Z`);
}

function requirement(task: Task, tasks: ReadonlyMap<string, Task>): Readiness | undefined {
  const unmet = task.requires.filter((id) => !OVER.includes(tasks.get(id)?.state ?? ""));
  const circle = circleOf(task, tasks);
  if (circle) return blocked(`it requires itself: ${circle.join(" → ")}; take one of these requirements out`);
  const url = unmet.find((id) => id.includes("://"));
  const missing = unmet.find((id) => !id.includes("://") && !tasks.has(id));
  if (missing !== undefined) return blocked(`it requires ${missing}, which is not there`);
  if (url !== undefined) return waiting(`it requires ${url}, which is not checked: remove it when that is done`);
  return unmet[0] === undefined ? undefined : waiting(`it requires ${unmet[0]}`);
}

/** Longer circles are taken for a row of tasks that wait for one another: looking further would cost every selection. */
const LONGEST_CIRCLE = 500;

/** The way from a task by open requirements back to itself, the shortest first. */
function circleOf({ id }: Task, tasks: ReadonlyMap<string, Task>): string[] | undefined {
  const from = new Map<string, string>();
  const left = [id];
  for (const at of left) {
    const task = tasks.get(at);
    for (const next of task && !OVER.includes(task.state) ? task.requires : []) {
      if (next === id) return [...wayTo(at, from), id];
      if (from.has(next) || left.length > LONGEST_CIRCLE) continue;
      from.set(next, at);
      left.push(next);
    }
  }
  return undefined;
}

function wayTo(end: string, from: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let at: string | undefined = end; at !== undefined; at = from.get(at)) way.unshift(at);
  return way;
}

const waiting = (reason: string): Readiness => ({ state: "waiting", reason });
const blocked = (reason: string): Readiness => ({ state: "blocked", reason });
