import type { ItemReport } from "../../src/index.ts";
import { type Entry, linesOf, parseQueue, type Reading } from "./parse.ts";

interface Happened extends Reading {
  readonly id: string;
  readonly report: ItemReport;
  readonly now: number;
}

const COMPLETED = "## Recently Completed";
const STATUS = { progress: "IN PROGRESS", waiting: "WAITING", blocked: "BLOCKED" } as const;
const STATUS_FIELD = /^(?<head>\s*(?:[-*+]\s+)?(?:\*\*)?status(?:\*\*)?:(?:\*\*)?\s*)/i;

/** The queue with an item's end recorded; the same text when the item is no longer on it. Other entries stay as they are. */
export function recordInQueue(markdown: string, { id, report, now, everywhere = false }: Happened): string {
  const entry = parseQueue(markdown, { everywhere }).find(({ candidate }) => candidate.id === id);
  if (!entry || report.state === "no-effect" || report.state === "nothing") return markdown;
  const reason = report.reason.replaceAll(/\s+/g, " ").trim();
  const end = markdown.includes("\r\n") ? "\r" : "";
  const recorded =
    report.state === "done" || report.state === "not-viable"
      ? completed(markdown, entry, {
          end,
          line: `${mark(report)} **${entry.candidate.title}** (${day(now)}): ${reason}`,
        })
      : restated(markdown, entry, { end, line: `${STATUS[report.state]} - ${reason}` });
  return recorded === markdown ? markdown : updated(recorded, now, end);
}

const mark = ({ state }: ItemReport) => (state === "done" ? "- ✅" : "- ❌ not viable:");
const day = (now: number) => new Date(now).toISOString().slice(0, 10);

interface Writing {
  /** What the file's lines end with, besides the line feed. */
  readonly end: string;
  readonly line: string;
}

function completed(markdown: string, { from, to }: Entry, { end, line }: Writing): string {
  // An earlier attempt has recorded it: what stands there now is another entry of the same title.
  if (linesOf(markdown).includes(line)) return markdown;
  const lines = markdown.split("\n");
  const blank = lines[to]?.trim() === "" ? 1 : 0;
  const rest = lines.toSpliced(from, to - from + blank);
  const heading = rest.findIndex((text) => text.trim().toLowerCase() === COMPLETED.toLowerCase());
  const added = [`${line}${end}`];
  if (heading >= 0) {
    const gap = rest[heading + 1]?.trim() === "" ? 1 : 0;
    return rest.toSpliced(heading + 1, gap, end, ...added).join("\n");
  }
  const next = rest.findIndex((text, at) => at >= from && text.startsWith("## "));
  const section = [`${COMPLETED}${end}`, end, ...added, end];
  if (next >= 0) return rest.toSpliced(next, 0, ...section).join("\n");
  return [...rest, ...(rest.at(-1) === "" ? [] : [""]), ...section].join("\n");
}

function restated(markdown: string, { from, to, statusLine }: Entry, { end, line }: Writing): string {
  const lines = markdown.split("\n");
  if (statusLine !== undefined) {
    const head = STATUS_FIELD.exec(lines[statusLine] ?? "")?.groups?.head ?? "   - Status: ";
    return lines.toSpliced(statusLine, 1, `${head.trimEnd()} ${line}${end}`).join("\n");
  }
  const isHeaded = lines[from]?.startsWith("#");
  const closesFile = to === lines.length && from + 1 === lines.length;
  const field = `${isHeaded ? "**Status**:" : "   - Status:"} ${line}${closesFile ? "" : end}`;
  return lines.toSpliced(from + 1, 0, field).join("\n");
}

function updated(markdown: string, now: number, end: string): string {
  const lines = markdown.split("\n");
  const heading = lines.findIndex((line) => /^## last updated/i.test(line));
  if (heading < 0) return markdown;
  const stamp = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const old = lines.findIndex((line, at) => at > heading && line.trim() !== "");
  if (old < 0 || lines[old]?.startsWith("#")) return lines.toSpliced(heading + 1, 0, `${stamp}${end}`).join("\n");
  return lines.toSpliced(old, 1, `${stamp}${lines[old]?.endsWith("\r") ? "\r" : ""}`).join("\n");
}
