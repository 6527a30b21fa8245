import { join } from "node:path";
import { shellWord } from "../../core/text/shell-word.ts";
import { CREDENTIALS_FILE, STATE_FOLDER } from "../../fleet-folder.ts";
import type { Readiness } from "../commands/readiness.ts";
import { invocation } from "../invocation.ts";
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

/** The next command to type: a session of the first agent that is ready, or what brings the rest nearer. */
export function nextCommands(agents: readonly Readiness[], folder: string): readonly string[] {
  const isHere = folder === process.cwd();
  const where = isHere ? "" : ` --fleet ${shellWord(folder)}`;
  const ready = agents.find((agent) => agent.ready);
  if (ready) return [`${invocation()} run ${ready.name}${where}    runs its first session`];
  const check = `${invocation()} check${where}    says when what is missing is there`;
  const lacksSignIn = agents.some(({ reasons }) => reasons.some((reason) => reason.includes(NO_SIGN_IN)));
  return lacksSignIn ? [signInCommand(isHere ? STATE_FOLDER : join(folder, STATE_FOLDER)), check] : [check];
}

const NO_SIGN_IN = "no sign-in";

/** Takes the secret from the keyboard, so that no shell remembers it. */
const signInCommand = (state: string) =>
  `(umask 077; mkdir -p ${shellWord(state)}; cat >> ${shellWord(join(state, CREDENTIALS_FILE))})    takes that line, then Ctrl-D`;
