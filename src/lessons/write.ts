import { parseDocument, stringify } from "yaml";
import type { Learned, ProposedLesson } from "../core/contracts/lessons.ts";
import { oneLine } from "../core/text/wording.ts";

/** With more, it would match everything, and with many more it would not be read at all. */
const MOST_KEYWORDS = 20;

/** Status of a lesson, and the reason for it: it is read, or waits for a person, or was set aside. */
export interface Standing {
  readonly status: "active" | "quarantined" | "retracted" | "archived";
  readonly reason?: string;
}

/** A new lesson's file: gptme's format; what gptme does not know stands under `midwatch`. */
export function lessonFile(id: string, proposed: ProposedLesson, from: Learned, { status, reason }: Standing): string {
  const { author, session, origin } = from;
  const settings = {
    match: { keywords: proposed.keywords },
    status,
    midwatch: { id, author, session, origin, scope: "siblings", probation: true, ...(reason && { reason }) },
  };
  return `---\n${stringify(settings)}---\n\n# ${oneLine(proposed.title)}\n\n## Rule\n${proposed.rule.trim()}\n`;
}

/** A lesson's file with other keywords besides its own. */
export function withKeywords(text: string, keywords: readonly string[]): string {
  return edited(text, (document) => {
    const known = document.toJS() as { match?: { keywords?: unknown } } | null;
    const own: unknown[] = [known?.match?.keywords ?? []].flat();
    const added = keywords
      .filter((keyword) => !own.includes(keyword))
      .slice(0, Math.max(0, MOST_KEYWORDS - own.length));
    if (added.length > 0) document.setIn(["match", "keywords"], [...own, ...added]);
    return added.length > 0;
  });
}

/** A lesson's file in another standing; one that a person makes active is on probation no more. */
export function withStanding(text: string, { status, reason }: Standing): string {
  return edited(text, (document) => {
    document.set("status", status);
    if (reason !== undefined) document.setIn(["midwatch", "reason"], reason);
    else remove(document, "reason");
    if (status !== "active") return true;
    remove(document, "probation");
    document.setIn(["midwatch", "promoted"], true);
    return true;
  });
}

/** A lesson's file that is no longer the one it was: nothing is counted for both. */
export function withOwnId(text: string, mark: string): string {
  return edited(text, (document) => {
    const id: unknown = document.getIn(["midwatch", "id"]);
    if (typeof id === "string") document.setIn(["midwatch", "id"], `${id}-${mark}`);
    return typeof id === "string";
  });
}

/** A lesson's file when its probation is over, with what has shown that it helps. */
export function asProven(text: string, reason: string): string {
  return edited(text, (document) => {
    remove(document, "probation");
    document.setIn(["midwatch", "helped"], reason);
    return true;
  });
}

/** Lessons that people write have nothing of ours. */
function remove(document: Document, key: string): void {
  if (document.hasIn(["midwatch", key])) document.deleteIn(["midwatch", key]);
}

type Document = ReturnType<typeof parseDocument>;

/** Everything that is not changed stays as it was written. */
function edited(text: string, change: (document: Document) => boolean): string {
  const end = text.startsWith("---") ? text.indexOf("---", 3) : -1;
  const document = parseDocument(end < 0 ? "" : text.slice(3, end), { uniqueKeys: false });
  if (!change(document)) return text;
  return `---\n${document.toString()}---${end < 0 ? `\n\n${text}` : text.slice(end + 3)}`;
}
