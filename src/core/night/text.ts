import { plainText } from "../text/plain-text.ts";
import { headline } from "./headline.ts";
import type { Night } from "./night.ts";
import { MAX_LINE_CHARS, reportOn, type Tone } from "./report.ts";

/** So much of a section stands on one screen. */
const MOST_LINES = 8;

/** Look of text, where it can look like anything. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly line: (text: string, tone: Tone) => string;
}

const PLAIN_PAINT: Paint = { title: (text) => text, line: (text) => text };

/** The report as a page of Markdown, one screen long. */
export function reportText(night: Night, paint: Paint = PLAIN_PAINT, all = false): string {
  const sections = reportOn(night).map(({ title, tone, lines }) => {
    const shown = (all ? lines : lines.slice(0, MOST_LINES)).map((line) => paint.line(`- ${short(line)}`, tone));
    const more = lines.length > shown.length ? [`- and ${lines.length - shown.length} more${wayTo(title)}`] : [];
    return [paint.title(`## ${title}`), ...shown, ...more].join("\n");
  });
  return `${[paint.title("# Report"), headline(night), ...sections].join("\n\n")}\n`;
}

/** Command that lists all of a section. */
const wayTo = (title: string) =>
  title === "Needs you" ? ": midwatch status --all" : ": midwatch report --all, or --json for programs";

function short(text: string): string {
  const line = plainText(text).replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS - 1)}…` : line;
}
