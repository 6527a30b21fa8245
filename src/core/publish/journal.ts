import type { PublishIntent } from "../contracts/effects.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Executed } from "../contracts/session.ts";
import type { FileEdit } from "../contracts/work.ts";
import { outcomeWord } from "../text/outcome.ts";
import { plainText } from "../text/plain-text.ts";
import { dayIn, timeIn } from "../text/zone.ts";

const FILES_NAMED = 20;

/** Journal text on a run besides its outcome: the files it changed, and its last words. */
export function journalNotes({ result, neighbour }: Executed, changed: readonly string[]): string {
  const named = changed.slice(0, FILES_NAMED).map((path) => `- ${path}`);
  const more = changed.length > FILES_NAMED ? [`- and ${changed.length - FILES_NAMED} more`] : [];
  const files = changed.length > 0 ? ["## Files", "", ...named, ...more, ""] : [];
  const words = result.text.trim();
  const findings = neighbour?.findings.map(({ what, mend }) => `- ${plainText(what)} (\`${plainText(mend)}\`)`) ?? [];
  const seen = neighbour ? [`## What a first look at ${neighbour.workspace} has found`, "", ...findings, ""] : [];
  return [...files, ...seen, ...(words ? ["## Last message", "", words, ""] : [])].join("\n");
}

/** A file that tells of sessions. */
export const isJournal = (path: string): boolean => path.startsWith("journal/");

/** The session's entry in the workspace's journal, in gptme's place for it. */
export function journalEntry(session: string, intent: PublishIntent, zone: string): FileEdit {
  const { agent, item, outcome, startedAt, notes, rescue, contained } = intent;
  const facts = [
    `- Session: ${session}`,
    `- Agent: ${agent}`,
    `- Started: ${timeIn(zone, startedAt)} ${zone}`,
    `- Item: ${item.title} (${item.tier}, ${item.source})`,
    `- Outcome: ${outcomeWord(outcome)}: ${outcome.reason}`,
    ...(contained ? [`- Contained by: ${contained}`] : []),
    ...(rescue ? [`- Work kept under: ${rescue}`] : []),
  ];
  return {
    path: journalPath(session, intent, zone),
    content: `${[`# ${item.title}`, facts.join("\n"), notes].join("\n\n").trimEnd()}\n`,
  };
}

function journalPath(session: string, { agent, startedAt }: PublishIntent, zone: string): string {
  const time = timeIn(zone, startedAt).slice(-8).replaceAll(":", "");
  return `journal/${dayIn(zone, startedAt)}/${time}-${agent}-${session.slice(-8)}.md`;
}

/** An earlier session in a line, for the brief. */
export function summaryLine({ startedAt, item, outcome }: SessionRecord): string {
  const when = new Date(startedAt).toISOString().slice(0, 16).replace("T", " ");
  return `${when} UTC, ${item?.title ?? "no item"}: ${outcome ? `${outcomeWord(outcome)}, ${outcome.reason}` : "still open"}`;
}
