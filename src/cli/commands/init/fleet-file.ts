import { budgetLine } from "./budget.ts";
import type { Sourced } from "./job.ts";
import { commented, inline, remark } from "./lines.ts";
import type { WorkspaceFacts } from "./workspace.ts";

/** Parts that `midwatch.yaml` is made of. */
export interface FleetPlan {
  readonly zone: Sourced;
  readonly workspace: string;
  readonly remote: Sourced;
  readonly branch: Sourced;
  readonly agents: string;
  /** Schedules of each agent, as its file will say. */
  readonly whens: readonly (readonly string[])[];
  readonly facts: WorkspaceFacts;
  /** Sources that an agent takes its work from. */
  readonly taken: readonly string[];
}

/** The fleet's file: what was found, and where each line of it comes from. */
export function fleetFile({ zone, workspace, remote, branch, agents, whens, facts, taken }: FleetPlan): string {
  const { setup, copy, submodules } = facts;
  const lines = [
    remark("Proposed by midwatch init. What was found here carries a comment that says where."),
    remark("midwatch options lists what else may stand here."),
    commented(`zone: ${zone.value}`, zone.from),
    "workspaces:",
    `  ${workspace}:`,
    commented(`    remote: ${inline(remote.value)}`, remote.from),
    commented(`    branch: ${inline(branch.value)}`, branch.from),
    ...yamlList("    setup", setup),
    ...yamlList(
      "    copy",
      copy.map((path) => ({ value: path, from: "in the folder, and not in git" })),
    ),
    ...(submodules ? [commented("    submodules: true", ".gitmodules")] : []),
    ...(agents === "agents" ? [] : [commented(`agents: ${agents}`, "agents/ holds files that are not midwatch's")]),
    ...sourceLines(facts, taken),
    budgetLine(whens, zone.value),
    ...keptLines(facts),
  ];
  return `${lines.join("\n")}\n`;
}

function yamlList(key: string, items: readonly Sourced[]): string[] {
  const indent = " ".repeat(key.length - key.trimStart().length);
  return items.length === 0
    ? []
    : [`${key}:`, ...items.map(({ value, from }) => commented(`${indent}  - ${inline(value)}`, from))];
}

/** A source that nobody takes from would only be looked at. */
function sourceLines({ queue, tasks }: WorkspaceFacts, taken: readonly string[]): string[] {
  const sources = [
    ...(queue ? [{ use: "work-queue", option: "file", found: queue }] : []),
    ...(tasks ? [{ use: "workspace-tasks", option: "folder", found: tasks }] : []),
  ];
  const used = sources.filter(({ use }) => taken.includes(use));
  const idle = sources.filter(({ use }) => !taken.includes(use));
  return [
    ...(used.length > 0 ? ["sources:"] : []),
    ...used.flatMap(({ use, option, found }) => [
      `  - use: ${use}`,
      commented(`    ${option}: ${inline(found.value)}`, found.from),
    ]),
    ...(used.length === 0
      ? [
          commented(
            "sources: []",
            sources.length === 0 ? "no queue and no tasks were found" : "no agent takes from one",
          ),
        ]
      : []),
    ...idle.map(({ use, option, found }) =>
      remark(
        `- { use: ${use}, ${option}: ${inline(found.value)} }    (${found.from}; no agent has it in its work)`,
        "  ",
      ),
    ),
  ];
}

/** Lines on what midwatch has no setting for, and leaves as it is. */
function keptLines({ journal, lessons }: WorkspaceFacts): string[] {
  return [
    ...(journal === undefined
      ? []
      : [remark(`journal: found in ${journal}/; midwatch writes its entries to journal/`)]),
    ...(lessons.length > 0 ? [remark(`lessons: found in ${lessons.join(", ")}`)] : []),
  ];
}
