import { stripVTControlCharacters } from "node:util";

/** The columns that a text takes on a terminal. */
export const visible = (text: string): number => stripVTControlCharacters(text).length;

/** In lines that have room. A word that has none by itself is not broken: a key, a path is there to be copied. */
export const wrapWords = (text: string, room: number): string[] => text.split(" ").reduce(addWord(room), [""]);

/** A line in lines that have room, below its own beginning; what follows a list's mark stands below itself. */
export function wrapLine(line: string, columns: number): string {
  const [own = "", begins = "", mark = ""] = BEGINNING.exec(line) ?? [];
  const indent = begins.length + mark.length > columns / 2 ? 0 : begins.length + mark.length;
  const [first = "", ...others] = wrapWords(line.slice(own.length), columns - indent);
  return [own + first, ...others.map((each) => " ".repeat(indent) + each)].join("\n");
}

const BEGINNING = /^( *)([-*] )?/;

const addWord = (room: number) => (lines: string[], word: string) => {
  const last = lines.at(-1) ?? "";
  if (last !== "" && visible(last) + 1 + visible(word) > room) return [...lines, word];
  return [...lines.slice(0, -1), last === "" ? word : `${last} ${word}`];
};

/** As much of a text as has room in one line, whole words, and "…" where there was more. */
export function cutWords(text: string, room: number): string {
  if (visible(text) <= room) return text;
  const [first = ""] = wrapWords(text, room - 1);
  return `${first}…`;
}
