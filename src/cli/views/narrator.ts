import type { BackendEvent } from "../../core/contracts/backend.ts";
import type { Listener, MidwatchEvent } from "../../core/contracts/events.ts";
import { withoutInjected } from "../../core/text/injected.ts";
import { withoutNotes } from "../../core/text/notes-block.ts";
import { bold, dim, red, say, yellow } from "./print.ts";
import { callInWords } from "./told-call.ts";

const MAX_NEWS_CHARS = 120;
/** Characters of a trouble: a sentence on what is wrong, and one on what would be right. */
const MAX_TROUBLE_CHARS = 500;
/** Between two words on how much a run has said: a small model may take minutes for one reply. */
const COUNTED_MS = 30_000;

/** Tells a person what happens, phase by phase, as it happens. */
export function narrator(): Listener {
  let countedAt = 0;
  return (event) => {
    const line = describeEvent(event);
    if (line !== undefined) say(line);
    if (line !== undefined || event.type === "phase.started") countedAt = event.at;
    const tokens = tokensIn(event);
    if (tokens === undefined || event.at - countedAt < COUNTED_MS) return;
    countedAt = event.at;
    say(dim(`           · ${tokens} tokens so far`));
  };
}

/** Tokens that a run has used by now. */
export const tokensIn = (event: MidwatchEvent): number | undefined =>
  event.type === "backend" && event.data.type === "usage" ? event.data.usage.outputTokens : undefined;

/** An event as a line for a person; undefined when it says nothing new. */
export function describeEvent(event: MidwatchEvent): string | undefined {
  switch (event.type) {
    case "session.started":
      return `\n${bold(event.agent)} ${dim(`session ${event.session}`)}`;
    case "phase.finished":
      return `  ${event.data.phase.padEnd(8)} ${event.data.summary}`;
    case "backend":
      return toldOfRun(event.data);
    case "trouble":
      return yellow(`           ! ${event.data.doing}: ${short(event.data.error, MAX_TROUBLE_CHARS)}`);
    case "session.recovered":
      return red(`  recovered session ${event.data.lost}: ${event.data.outcome.reason}`);
    case "incident.opened":
      return yellow(`  ! ${event.data.incident.key}: ${short(event.data.incident.report.detail, MAX_TROUBLE_CHARS)}`);
    case "incident.resolved":
      return dim(`  ${event.data.incident.key} is resolved`);
    case "session.ended":
    case "phase.started":
      return undefined;
  }
}

/** Line on a message, without the notes in it: those are told when the session ends. */
function toldOfMessage(text: string): string | undefined {
  const said = text.replaceAll(FENCE, "").trim();
  return said === "" ? undefined : dim(`           · ${short(said)}`);
}

/** The edge of a block of code or data, which says nothing by itself. */
const FENCE = /^[ \t]*(?:```|~~~)[^\n]*$/gm;

function toldOfRun(event: BackendEvent): string | undefined {
  if (event.type === "message") return toldOfMessage(withoutNotes(withoutInjected(event.text)));
  if (event.type === "tool_call") return dim(`           › ${short(callInWords(event.name, event.input))}`);
  if (event.type !== "wrap_up") return undefined;
  return yellow(`           ! ${event.told ? "it was told" : "its backend could not tell it"}: ${short(event.text)}`);
}

function short(text: string, longest = MAX_NEWS_CHARS): string {
  const [line = ""] = text.trim().split("\n");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
