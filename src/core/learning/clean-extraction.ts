import type { Extraction } from "../contracts/memory.ts";
import { plainText } from "../text/plain-text.ts";
import { oneLine } from "../text/wording.ts";

/** The extractor's findings, safe to print and to put into a prompt: a second model, or a program, wrote them. */
export const cleanExtraction = ({ noticed, faded }: Extraction): Extraction => ({
  noticed: noticed.map(({ kind, text, edges }) => ({
    kind,
    text: oneLine(plainText(text)),
    edges: edges.map(({ type, to }) => ({ type, to: oneLine(plainText(to)) })),
  })),
  faded: faded.map(({ memory, reason }) => ({
    memory: oneLine(plainText(memory)),
    reason: oneLine(plainText(reason)),
  })),
});
