import type { ItemReport } from "../../src/index.ts";
import { type Entry, parseQueue } from "./parse.ts";

interface Happened {
  readonly id: string;
  readonly report: ItemReport;
  readonly now: number;
}

const COMPLETED = "## Recently Completed";
const STATUS = { progress: "IN PROGRESS", waiting: "WAITING", blocked: "BLOCKED" } as const;

/** The queue with an item's end recorded; the same text when the item is no longer on it. Other entries stay as they are. */
export function recordInQueue(markdown: string, { id, report, now }: Happened): string {
  const entry = parseQueue(markdown).find(({ candidate }) => candidate.id === id);
  if (!entry || report.state === "no-effect") return markdown;
  const lines = markdown.split("\n");
  const recorded =
    report.state === "done" || report.state === "not-viable"
      ? completed(lines, entry, `${mark(report)} **${entry.candidate.title}** (${day(now)}): ${report.reason}`)
      : restated(lines, entry, `   - Status: ${STATUS[report.state]} - ${report.reason}`);
  return updated(recorded, now).join("\n");
}

const mark = ({ state }: ItemReport) => (state === "done" ? "- ✅" : "- ❌ not viable:");
const day = (now: number) => new Date(now).toISOString().slice(0, 10);

function completed(lines: readonly string[], { from, to }: Entry, line: string): string[] {
  const rest = lines.toSpliced(from, to - from);
  const heading = rest.findIndex((text) => text.trim().toLowerCase() === COMPLETED.toLowerCase());
  if (heading >= 0) return rest.toSpliced(heading + 1, rest[heading + 1] === "" ? 1 : 0, "", line);
  const next = rest.findIndex((text, at) => at >= from && text.startsWith("## "));
  return rest.toSpliced(next < 0 ? rest.length : next, 0, COMPLETED, "", line, "");
}

function restated(lines: readonly string[], { from, statusLine }: Entry, line: string): string[] {
  return statusLine === undefined ? lines.toSpliced(from + 1, 0, line) : lines.toSpliced(statusLine, 1, line);
}

function updated(lines: readonly string[], now: number): string[] {
  const heading = lines.findIndex((line) => /^## last updated/i.test(line));
  if (heading < 0) return [...lines];
  const stamp = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const old = lines.findIndex((line, at) => at > heading && line.trim() !== "");
  return old < 0 || lines[old]?.startsWith("#")
    ? lines.toSpliced(heading + 1, 0, stamp)
    : lines.toSpliced(old, 1, stamp);
}
