import type { Candidate } from "../../src/index.ts";
import type { Task } from "./task.ts";

interface Asker {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const OPEN = ["active", "todo", "backlog"];
const WAITING = ["waiting", "ready_for_review"];
const OVER = ["done", "cancelled"];
const URGENCY: Readonly<Record<string, number>> = { urgent: 4, high: 3, medium: 2, low: 1 };

/** The tasks that are somebody's to do: what is begun first, then by urgency, then the oldest. */
export function rank(tasks: readonly Task[], asker: Asker): Candidate[] {
  const over = new Set(tasks.filter(({ state }) => OVER.includes(state)).map(({ id }) => id));
  const known = new Set(tasks.map(({ id }) => id));
  return tasks
    .filter(({ state, broken }) => broken !== undefined || OPEN.includes(state) || WAITING.includes(state))
    .toSorted(byUrgency)
    .map((task) => toCandidate(task, { ...asker, over, known }));
}

function byUrgency(a: Task, b: Task): number {
  return (
    Number(b.state === "active") - Number(a.state === "active") ||
    urgency(b) - urgency(a) ||
    (a.fields.created ?? "").localeCompare(b.fields.created ?? "") ||
    a.id.localeCompare(b.id)
  );
}

const urgency = ({ fields }: Task) => URGENCY[fields.priority?.toLowerCase() ?? ""] ?? 0;

interface Around extends Asker {
  readonly over: ReadonlySet<string>;
  readonly known: ReadonlySet<string>;
}

function toCandidate(task: Task, around: Around): Candidate {
  const { id, title, body, fields } = task;
  return { id, title, body, fields, ...stateOf(task, around) };
}

function stateOf(task: Task, { agent, now, over, known }: Around): Pick<Candidate, "state" | "reason"> {
  const { fields, state, broken, requires } = task;
  if (broken !== undefined) return { state: "blocked", reason: broken };
  const waitsFor = fields.waiting_for;
  if (waitsFor?.startsWith("blocked: ")) return { state: "blocked", reason: waitsFor.slice("blocked: ".length) };
  if (waitsFor) return { state: "waiting", reason: waitsFor };
  if (WAITING.includes(state)) return { state: "waiting", reason: `its state is ${state}` };
  if (fields.wait && Date.parse(fields.wait) > now) return { state: "waiting", reason: `hidden until ${fields.wait}` };
  const missing = requires.find((other) => !over.has(other));
  if (missing)
    return { state: "waiting", reason: `it requires ${missing}${known.has(missing) ? "" : ", which is not there"}` };
  const assignee = fields.assigned_to?.split(/[@:]/)[0];
  if (assignee && assignee !== agent) return { state: "waiting", reason: `it is assigned to ${assignee}` };
  return { state: "ready" };
}
