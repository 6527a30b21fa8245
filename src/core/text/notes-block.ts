// No two neighbours in it can share a long text between them: whoever wrote it could make that take hours.
const BLOCK =
  /(?:(?<!`)`{3,}|(?<!~)~{3,}) {0,8}(?:ya?ml {1,8})?midwatch\b[^\n]{0,200}\n(?<body>[\s\S]*?)(?:```|~~~|$)/gi;

const inLines = (text: string) => text.replaceAll("\r\n", "\n");

/** Texts of the notes blocks in a message. */
export const blockTexts = (text: string): readonly string[] =>
  [...inLines(text).matchAll(BLOCK)].map(({ groups }) => groups?.body ?? "");

/** True when a message has a notes block, whatever stands in it. */
export const hasNotes = (text: string): boolean => inLines(text).search(BLOCK) >= 0;

/** Text of a message without its notes blocks. */
export const withoutNotes = (text: string): string => inLines(text).replaceAll(BLOCK, "").trim();
