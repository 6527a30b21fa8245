const MAX_DESCRIPTION = 200;
const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });

/** The first sentence of a Markdown text, on one line; of one that is only headings, the first heading. Empty when there is none. */
export function firstSentence(markdown: string): string {
  const paragraphs = markdown.split(/\n\s*\n/).map((paragraph) => paragraph.trim());
  const prose = paragraphs.map(withoutHeadings).find((text) => text !== "");
  const text = prose ?? (paragraphs[0] ?? "").replace(/^#+\s*/, "");
  const [first] = SENTENCES.segment(text.replaceAll(/\s+/g, " ").trim());
  return (first?.segment ?? "").trim().slice(0, MAX_DESCRIPTION);
}

const withoutHeadings = (paragraph: string) =>
  paragraph
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .trim();
