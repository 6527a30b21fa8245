import { resolve } from "node:path";
import { z } from "zod";
import { shellWord } from "../../core/text/shell-word.ts";
import type { Connection } from "./connections.ts";
import { withElement, withoutElements } from "./json-text.ts";
import type { ProgramSettings } from "./settings-contract.ts";

/** Events of Claude Code's, the moment that each is, and the seconds it may take besides what a brief is waited for. */
const EVENTS = [
  ["SessionStart", "start", 10],
  ["Stop", "stop", 20],
  ["SessionEnd", "end", 20],
] as const;

const Entry = z.looseObject({ hooks: z.array(z.looseObject({ command: z.string() })) });

export const claudeCodeSettings: Omit<ProgramSettings, "file"> = {
  connected: (text, connection) =>
    EVENTS.reduce((before, [event, moment, seconds]) => {
      const timeout = seconds + Math.ceil(connection.waitMs / 1000);
      const command = hookCommand(connection, moment);
      return withElement(before, ["hooks", event], { hooks: [{ type: "command", command, timeout }] });
    }, text),
  disconnected: (text, connection) =>
    EVENTS.reduce(
      (before, [event]) => withoutElements(before, ["hooks", event], (entry) => isOurs(entry, connection)),
      text,
    ),
};

/** Call that ends with 0 even when this midwatch is gone or too old: Claude Code takes 2 for an objection. */
export const hookCommand = ({ name }: Connection, moment: string, more = ""): string =>
  `${shellWord(process.execPath)} ${shellWord(resolve(process.argv[1] ?? ""))} hook ${moment} --connection ${shellWord(name)}${more} || true`;

/** By what it calls, wherever midwatch stood when it was put there. */
function isOurs(entry: unknown, { name }: Connection): boolean {
  const read = Entry.safeParse(entry);
  const ours = new RegExp(` hook (?:start|stop|end) --connection ${name.replaceAll(".", "\\.")}(?: |$)`);
  return read.success && read.data.hooks.some(({ command }) => ours.test(command));
}
