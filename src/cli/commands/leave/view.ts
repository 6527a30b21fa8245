import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { builtIn } from "../../../built-in.ts";
import { loadConfig } from "../../../config/config.ts";
import { messageOf } from "../../../core/errors.ts";
import { counted } from "../../../core/text/wording.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { connectedMachines } from "../../connection/machines.ts";
import { EXIT } from "../../exit-codes.ts";
import { invocation } from "../../invocation.ts";
import { bold, say, sayJson, yellow } from "../../views/print.ts";
import type { Leaving, UnitToLeave } from "./leaving.ts";

const MARKDOWN = ["journal", "threads", "lessons", "tasks", "projects"];

/** Things that stay when midwatch has left, a sentence each. */
export async function staying({ fleet, repositories, texts }: Leaving): Promise<readonly string[]> {
  const folders = MARKDOWN.filter((name) => existsSync(join(fleet, name))).map((name) => `${name}/`);
  const kept = texts.flatMap(({ place, undone }) => (undone.keep ? [place.name] : []));
  return [
    ...(await publishedIn(fleet)),
    ...agentsThatStay(
      fleet,
      texts.map(({ place }) => place.name),
    ),
    ...machinesConnected(fleet),
    ...(folders.length > 0 ? [`${folders.join(", ")} in ${fleet}: plain Markdown, yours`] : []),
    ...repositories
      .filter((path) => existsSync(path))
      .map((path) => `${path}: the repository that init made, with all that was published`),
    ...(kept.length > 0
      ? [`copies of ${kept.join(", ")} as you have changed it: ${join(fleet, STATE_FOLDER, "before/copies")}`]
      : []),
    `${join(fleet, STATE_FOLDER)}: history, memory (Markdown and JSON), unpublished work in its repositories; git does not see it; delete it when you need none of that`,
  ];
}

/** Files of agents that init did not write. */
function agentsThatStay(fleet: string, known: readonly string[]): string[] {
  const folders = ["agents", "midwatch-agents"].map((name) => join(fleet, name)).filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const own = files.filter((file) => file.endsWith(".md") && !known.includes(file));
  return own.length === 0 ? [] : [`${own.join(", ")}: not written by init, so yours`];
}

/** Their settings are on those machines, out of reach from here. */
function machinesConnected(fleet: string): string[] {
  const names = connectedMachines(fleet).map(({ name }) => name);
  return names.length === 0
    ? []
    : [`hooks on ${names.join(", ")}: midwatch connect --remove takes them off there, and puts the settings back`];
}

async function publishedIn(fleet: string): Promise<string[]> {
  try {
    const { workspaces } = await loadConfig(fleet, builtIn());
    return workspaces.map(
      ({ name, remote, branch }) =>
        `all that agents published of ${name}, journal and threads among it: branch ${branch} of ${remote}; git pull brings it`,
    );
  } catch (thrown) {
    return [
      `what agents published: on the remotes of the workspaces (midwatch.yaml cannot be read: ${messageOf(thrown)})`,
    ];
  }
}

export function tellLeaving(leaving: Leaving, stays: readonly string[]): void {
  say(bold("Put back"));
  for (const line of linesOf(leaving)) say(`  ${line}`);
  say(bold("Stays"));
  for (const line of stays) say(`  ${line}`);
}

/** A line for each thing that leaving changes or finds. */
function linesOf({ own, units, texts, steps }: Leaving): string[] {
  return [
    ...own.flatMap(({ changes }) => changes.map(({ path }) => `${path}: midwatch's own, removed`)),
    ...texts.map(({ place, undone }) => `${place.name}: ${undone.text}`),
    ...units.map((unit) => `${unit.name}: ${wordsOn(unit)}`),
    ...(steps.length === 0
      ? [yellow("there is no record of what was here before init: files that init wrote stay")]
      : []),
    ...(steps.some(({ by }) => by === "cutover") ? [] : ["crontab and units of yours: cutover never changed them"]),
  ];
}

function wordsOn({ isThere, enabled, active, copy }: UnitToLeave): string {
  if (!isThere) return yellow(`is not there any more, so it cannot be turned on; as it was: ${copy ?? "no copy"}`);
  const words = [...(enabled.startsWith("enabled") ? ["enabled"] : []), ...(active ? ["started"] : [])];
  return `${words.join(" and ") || "left off"}, as it was`;
}

export function tellOutcome(
  leaving: Leaving,
  stays: readonly string[],
  { json, left }: { json: boolean; left: boolean },
): void {
  if (json) sayJson({ folder: leaving.fleet, putBack: linesOf(leaving), stays, left });
  else if (!left) say(`Nothing was changed; "${invocation()} leave --yes" does it.`);
}

export function tellLeft({ fleet, record }: Leaving, json: boolean): number {
  const at = Math.max(...record.steps().map(({ undone = 0 }) => undone));
  const when = new Date(at).toISOString();
  if (json) sayJson({ folder: fleet, left: true, at });
  else
    say(
      `midwatch has left ${fleet} already, at ${when}; ${counted(record.steps().length, "step")} undone, copies in ${record.folder}`,
    );
  return EXIT.ok;
}
