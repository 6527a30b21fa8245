import { stripVTControlCharacters } from "node:util";

/** The columns that a text takes on a terminal. */
export const visible = (text: string): number => stripVTControlCharacters(text).length;

/** In lines that have room; a word that has none by itself goes on in the next. */
export const wrapWords = (text: string, room: number): string[] =>
  text
    .split(" ")
    .flatMap((word) => (visible(word) > room && visible(word) === word.length ? pieces(word, room) : [word]))
    .reduce(addWord(room), [""]);

const pieces = (word: string, room: number) =>
  Array.from({ length: Math.ceil(word.length / room) }, (_, n) => word.slice(n * room, (n + 1) * room));

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
