import type { Readiness } from "../commands/readiness.ts";
import { bold, say, yellow } from "./print.ts";

/** Says of each agent that cannot run what is missing, and of the others what may be. */
export function sayMissing(agents: readonly Readiness[], title: string): void {
  const missing = agents.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}`));
  const doubts = agents.flatMap(({ name, doubts: all }) =>
    all.map((doubt) => `${name}: ${doubt} ${yellow("(a warning)")}`),
  );
  if (missing.length + doubts.length === 0) return;
  say(bold(title));
  for (const line of [...missing, ...doubts]) say(`  - ${line}`);
}

/** The next command to type: a session of the first agent that is ready, or the check that says when it is. */
export function nextCommand(agents: readonly Readiness[], folder: string): string {
  const ready = agents.find((agent) => agent.ready);
  return ready
    ? `run ${ready.name} --fleet ${folder}    runs its first session`
    : `check --fleet ${folder}    says when what is missing is there`;
}
