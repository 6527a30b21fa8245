import { basename } from "node:path";
import type { AgentCall, OtherCommand } from "./call.ts";

/** Commands that only keep a script together: they do nothing that anybody would miss. */
const QUIET =
  "echo printf set shopt exit return true false : export local declare readonly unset trap umask wait read date dirname basename pwd mkdir touch source . getopts break continue logger hostname seq tr cut wc sort head tail mktemp".split(
    " ",
  );
const PINGS = ["curl", "wget", "http", "xh"];
const MAILS = ["mail", "mailx", "sendmail", "mutt", "msmtp", "ssmtp", "swaks", "s-nail", "neomutt"];
/** Characters of a command that are shown. */
const MAX_SHOWN = 160;

/** Everything that a line or a script does beside its agent, a sentence for each kind: midwatch does none of it. */
export function besideNotes(from: string, commands: readonly OtherCommand[]): string[] {
  const told = commands.filter(({ argv, feeds }) => !feeds && !QUIET.includes(nameOf(argv)));
  const of = (names: readonly string[]) => told.filter(({ argv }) => names.includes(nameOf(argv)));
  const rest = told.filter(({ argv }) => ![...PINGS, ...MAILS].includes(nameOf(argv)));
  return [
    ...sentence(from, of(PINGS), PING),
    ...sentence(from, of(MAILS), MAIL),
    ...sentence(from, rest, "midwatch does not: keep what is needed in setup, in verify or in the agent's text"),
  ];
}

const PING =
  "midwatch does not, so that an alarm behind it will ring: deadMan: { url: NAME } in midwatch.yaml calls such an address, with NAME=… in .midwatch/credentials";
export const MAIL = "midwatch does not: channels: and reports: in midwatch.yaml send what came of sessions";

function sentence(from: string, commands: readonly OtherCommand[], what: string): string[] {
  const texts = [...new Set(commands.map(({ text }) => shownShort(text)))];
  return texts.length === 0 ? [] : [`${from} also runs ${texts.join("; ")}: ${what}`];
}

/** Programs around a call, places of its output, and the choice it stands in. */
export function aroundNotes(
  from: string,
  { wrapped, into, choice }: Pick<AgentCall, "wrapped" | "into" | "choice">,
): string[] {
  const files = into.filter((file) => file !== "/dev/null");
  return [
    ...wrapped.map((around) => `not kept from ${from}: it ran under ${shownShort(around)}`),
    ...(files.length > 0 ? [`${from} sent its output to ${files.join(", ")}: midwatch logs shows it from now on`] : []),
    ...(choice === undefined
      ? []
      : [
          `${from} runs it only where ${shownShort(choice)}: midwatch does not ask that, so remove the agent or write it into its text`,
        ]),
  ];
}

/** Other commands that stand where an agent's call does: not those of a substitution that has nothing to do with it. */
export const besideCall = (others: readonly OtherCommand[], { within }: Pick<AgentCall, "within">): OtherCommand[] =>
  others.filter((other) => other.within === undefined || other.within === within);

const nameOf = ([program = ""]: readonly string[]) => basename(program);

export function shownShort(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
