import { plainText } from "../text/plain-text.ts";
import { headline } from "./headline.ts";
import type { Night } from "./night.ts";
import { MAX_LINE_CHARS, reportOn, type Section, type Tone } from "./report.ts";

/** So much of a section stands on one screen. */
export const MOST_LINES = 8;

/** Look of text, where it can look like anything. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly line: (text: string, tone: Tone) => string;
  readonly command: (text: string) => string;
}

const PLAIN_PAINT: Paint = { title: (text) => text, line: (text) => text, command: (text) => text };

/** The report as a page of Markdown, one screen long. */
export function reportText(night: Night, paint: Paint = PLAIN_PAINT, all = false): string {
  const sections = reportOn(night).map((section) => sectionText(section, paint, all));
  return `${[paint.title("# Report"), paint.line(headline(night), "plain"), ...sections].join("\n\n")}\n`;
}

function sectionText({ title, tone, lines, unread, command }: Section, paint: Paint, all: boolean): string {
  const shown = all ? lines : lines.slice(0, MOST_LINES);
  const texts = shown.flatMap(({ text, command: settles }) => [
    paint.line(`- ${shortLine(text)}`, tone),
    ...(settles === undefined ? [] : [paint.command(`  ${settles}`)]),
  ]);
  const left = lines.length - shown.length + unread;
  const more = left > 0 ? [`- and ${left} more: ${command}`] : [];
  return [paint.title(`## ${title}`), ...texts, ...more].join("\n");
}

/** A fact in one line of a bounded length, whoever wrote the words of it. */
function shortLine(text: string): string {
  const line = plainText(text).replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS - 1).replace(/ \S*$/, "")}…` : line;
}
