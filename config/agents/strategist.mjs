import { orderQueue, readDesk, supply } from "./lib/desk.mjs";
import { doneSince } from "./lib/done.mjs";
import { coveredUpTo, head } from "./lib/history.mjs";
import { counted } from "./lib/numbers.mjs";
import { blocked, misdirected } from "./lib/outcome.mjs";
import { isPlan, PLANS, planHeadline, planPath, writePlan } from "./lib/plan.mjs";
import { QUEUE } from "./lib/queue.mjs";
import { runSession } from "./lib/session.mjs";
import { readTask } from "./lib/tasks.mjs";

/** @typedef {import("./lib/session.mjs").Session} Session */

runSession((session) => {
  const { item, workspace, startedAt, say } = session;
  if (item.source !== "duty") throw misdirected(item, "The Strategist only does its duty");
  const desk = readDesk(workspace);
  const entries = counted(desk.queue.entries.length, "queue entry", "queue entries");
  say(`Read ${entries} and ${counted(desk.tasks.length, "task")}.`);
  const fresh = supply(desk, workspace, startedAt);
  const order = orderQueue(desk, fresh.entries, startedAt);
  if (order.text !== undefined) workspace.write(QUEUE, order.text);
  for (const task of fresh.tasks) workspace.write(task.path, task.text);
  const changes = [...order.moves, ...fresh.notes];
  const tasks = [...desk.tasks, ...fresh.tasks.flatMap((file) => readTask(file) ?? [])];
  const needs = fresh.problem ? [fresh.problem] : fresh.needs;
  const headline = plan(session, { ...desk, entries: order.entries, tasks, changes, needs });
  if (fresh.problem) throw blocked(`The plan is written, but nothing could be added to it. ${fresh.problem}`);
  return [headline, `${counted(changes.length, "change")} to the queue and the tasks.`, ...fresh.needs].join(" ");
});

/**
 * @param {Session} session
 * @param {Omit<import("./lib/plan.mjs").Week, "at" | "commit" | "done"> & Pick<import("./lib/desk.mjs").Desk, "completed">} desk
 */
function plan({ workspace, startedAt: at, agent }, desk) {
  const plans = workspace.readAll(PLANS, workspace.list(PLANS).filter(isPlan));
  const since = coveredUpTo.read(plans.at(-1)?.text);
  const text = plans.map((file) => file.text).join("\n");
  const done = doneSince(workspace, { completed: desk.completed, tasks: desk.tasks, plans: text, since, agent });
  const week = { ...desk, at, commit: head(workspace), done };
  const path = planPath(at);
  workspace.write(path, writePlan(plans.find((file) => file.path === path)?.text, week));
  return planHeadline(week);
}
