import { EXIT } from "../../exit-codes.ts";
import { invocation } from "../../invocation.ts";
import { bold, complain, green, say, sayJson, yellow } from "../../views/print.ts";
import type { CutoverArguments } from "./command.ts";
import type { PreparedCutover } from "./desk.ts";
import type { OldJob } from "./old-jobs.ts";

export function tellCutover({ cutover, on, problems }: PreparedCutover): void {
  const { off, kept, idle } = cutover;
  tellList("Turned off", off.map(jobLine));
  tellList("Not in force, and left alone", idle.map(jobLine));
  tellList(
    "Goes on beside midwatch, as you say",
    kept.map((job) => yellow(jobLine(job))),
  );
  tellList("Turned on", on.isOn ? ["midwatch is on already"] : on.told);
  tellList("Could not be looked at", problems.map(yellow));
  if (off.length === 0 && kept.length === 0)
    say("No crontab line and no unit in force runs an agent in this repository.");
}

/** For a job that is not followed, its reason names it. */
const jobLine = ({ origin: { from }, isFollowed, what }: OldJob) => (isFollowed ? `${from}: ${what}` : what);

function tellList(title: string, lines: readonly string[]): void {
  if (lines.length > 0) say(bold(title));
  for (const line of lines) say(`  ${line}`);
}

export function tellRefused({ refusals, ...prepared }: PreparedCutover, { json }: CutoverArguments): number {
  if (json) sayJson({ ...factsOf(prepared), refusals, done: false });
  else complain(`Nothing was changed:\n${refusals.map((line) => `  - ${line}`).join("\n")}`);
  return EXIT.usage;
}

const factsOf = ({ cutover, on, problems }: Omit<PreparedCutover, "refusals">) => ({
  off: cutover.off.map(jobLine),
  idle: cutover.idle.map(jobLine),
  kept: cutover.kept.map(jobLine),
  on: on.told,
  problems,
});

interface Done {
  /** There was nothing to do. */
  readonly isDone: boolean;
  readonly agreed: boolean;
}

export function tellDone(prepared: PreparedCutover, { json }: CutoverArguments, { isDone, agreed }: Done): void {
  const at = prepared.record.steps().findLast(({ by, undone }) => by === "cutover" && undone === undefined)?.at;
  if (json) sayJson({ ...factsOf(prepared), refusals: [], done: isDone || agreed });
  else if (agreed) say(green(`Cut over. "${invocation()} leave" puts everything back.`));
  else if (isDone && at !== undefined) say(`Cut over already, at ${new Date(at).toISOString()}: nothing to do.`);
  else if (isDone) say("Nothing to do.");
  else say(`Nothing was changed; "${invocation()} cutover --yes" does it.`);
}
