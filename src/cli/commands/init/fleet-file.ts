import { budgetLine } from "./budget.ts";
import type { Found } from "./job.ts";
import { inline, remark, said } from "./lines.ts";
import type { WorkspaceFacts } from "./workspace.ts";

/** What `midwatch.yaml` is made of. */
export interface FleetPlan {
  readonly zone: Found;
  readonly workspace: string;
  readonly remote: Found;
  readonly branch: Found;
  readonly agents: string;
  /** When each of them is due, as its file will say. */
  readonly whens: readonly (readonly string[])[];
  readonly facts: WorkspaceFacts;
}

/** The fleet's file: what was found, and where each line of it comes from. */
export function fleetFile({ zone, workspace, remote, branch, agents, whens, facts }: FleetPlan): string {
  const { setup, copy, submodules } = facts;
  const lines = [
    remark("Proposed by midwatch init. What was found here carries a comment that says where."),
    said(`zone: ${zone.value}`, zone.from),
    "workspaces:",
    `  ${workspace}:`,
    said(`    remote: ${inline(remote.value)}`, remote.from),
    said(`    branch: ${inline(branch.value)}`, branch.from),
    ...list("    setup", setup),
    ...list(
      "    copy",
      copy.map((path) => ({ value: path, from: "in the folder, and not in git" })),
    ),
    ...(submodules ? [said("    submodules: true", ".gitmodules")] : []),
    ...(agents === "agents" ? [] : [said(`agents: ${agents}`, "agents/ holds files that are not midwatch's")]),
    ...sourceLines(facts),
    budgetLine(whens, zone.value),
    ...keptLines(facts),
  ];
  return `${lines.join("\n")}\n`;
}

function list(key: string, items: readonly Found[]): string[] {
  const indent = " ".repeat(key.length - key.trimStart().length);
  return items.length === 0
    ? []
    : [`${key}:`, ...items.map(({ value, from }) => said(`${indent}  - ${inline(value)}`, from))];
}

function sourceLines({ queue, tasks }: WorkspaceFacts): string[] {
  if (!queue && !tasks) return [said("sources: []", "no queue and no tasks were found")];
  return [
    "sources:",
    ...(queue ? ["  - use: work-queue", said(`    file: ${inline(queue.value)}`, queue.from)] : []),
    ...(tasks ? ["  - use: workspace-tasks", said(`    folder: ${inline(tasks.value)}`, tasks.from)] : []),
  ];
}

/** What midwatch has no setting for, and leaves as it is. */
function keptLines({ journal, lessons }: WorkspaceFacts): string[] {
  return [
    ...(journal === undefined
      ? []
      : [remark(`journal: found in ${journal}/; midwatch writes its entries to journal/`)]),
    ...(lessons.length > 0 ? [remark(`lessons: found in ${lessons.join(", ")}`)] : []),
  ];
}
