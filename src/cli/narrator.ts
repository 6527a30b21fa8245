import type { BackendEvent } from "../core/contracts/backend.ts";
import type { Listener, MidwatchEvent } from "../core/contracts/events.ts";
import { withoutNotes } from "../core/contracts/notes-block.ts";
import { bold, dim, red, say, yellow } from "./print.ts";

const LONGEST = 120;

/** Tells a person what happens, phase by phase, as it happens. */
export const narrator: Listener = (event) => {
  const line = told(event);
  if (line !== undefined) say(line);
};

/** An event as a line for a person; undefined when it says nothing new. */
export function told(event: MidwatchEvent): string | undefined {
  switch (event.type) {
    case "session.started":
      return `\n${bold(event.agent)} ${dim(`session ${event.session}`)}`;
    case "phase.finished":
      return `  ${event.data.phase.padEnd(8)} ${event.data.summary}`;
    case "backend":
      return toldOfRun(event.data);
    case "trouble":
      return yellow(`           ! ${event.data.doing}: ${short(event.data.error)}`);
    case "session.recovered":
      return red(`  recovered session ${event.data.lost}: ${event.data.outcome.reason}`);
    case "incident.opened":
      return yellow(`  ! ${event.data.incident.key}: ${short(event.data.incident.report.detail)}`);
    case "incident.resolved":
      return dim(`  ${event.data.incident.key} is well again`);
    case "session.ended":
    case "phase.started":
      return undefined;
  }
}

/** What is noted down for midwatch is told when the session ends. */
const toldOfMessage = (text: string) => (text === "" ? undefined : dim(`           · ${short(text)}`));

function toldOfRun(event: BackendEvent): string | undefined {
  if (event.type === "message") return toldOfMessage(withoutNotes(event.text));
  if (event.type !== "wrap_up") return undefined;
  return yellow(`           ! ${event.told ? "it was told" : "its backend could not tell it"}: ${short(event.text)}`);
}

function short(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
