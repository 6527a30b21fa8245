import type { Extraction } from "../contracts/memory.ts";
import { plainText } from "../text/plain-text.ts";

/** What an extractor has found, safe to print and to put into a prompt: a second model, or a program, wrote it. */
export const cleanExtraction = ({ noticed, faded }: Extraction): Extraction => ({
  noticed: noticed.map(({ kind, text, edges }) => ({
    kind,
    text: oneLine(text),
    edges: edges.map(({ type, to }) => ({ type, to: oneLine(to) })),
  })),
  faded: faded.map(({ memory, reason }) => ({ memory: oneLine(memory), reason: oneLine(reason) })),
});

const oneLine = (text: string) => plainText(text).replaceAll(/\s+/g, " ").trim();
