import type { Candidate } from "../../src/index.ts";
import { readinessOf } from "./readiness.ts";
import type { Task } from "./task.ts";

interface Asker {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const URGENCY: Readonly<Record<string, number>> = { urgent: 4, high: 3, medium: 2, low: 1 };

/** The tasks that are somebody's to do: what is begun first, then by urgency, then the oldest. */
export function rank(tasks: readonly Task[], asker: Asker): Candidate[] {
  const around = { ...asker, tasks: new Map(tasks.map((task) => [task.id, task])) };
  return tasks.toSorted(byUrgency).flatMap((task) => {
    const readiness = readinessOf(task, around);
    const { id, title, body, fields } = task;
    return readiness ? [{ id, title, body, fields, ...readiness }] : [];
  });
}

function byUrgency(a: Task, b: Task): number {
  return (
    Number(b.state === "active") - Number(a.state === "active") ||
    urgency(b) - urgency(a) ||
    compare(a.fields.created ?? "", b.fields.created ?? "") ||
    compare(a.id, b.id)
  );
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

const urgency = ({ fields }: Task) => URGENCY[fields.priority?.toLowerCase() ?? ""] ?? 0;
