import { randomInt } from "node:crypto";
import { styleText } from "node:util";
import { escapeInvisible, reveal } from "../../core/text/invisible.ts";
import { spoken } from "./doing.ts";
import { visible, wrapLine } from "./wrap-words.ts";

/**
 * One line on the terminal: no text does anything there but be read, whoever wrote it. No line is longer than the
 * terminal is wide, and no word is broken. The only place that prints.
 */
export const say = (line = ""): void => writeOn(process.stdout, `${fitLines(safe(line), process.stdout)}\n`);
export const complain = (line: string): void => writeOn(process.stderr, `${fitLines(safe(line), process.stderr)}\n`);
/** As it stands: a text to be copied, a diff. */
export const sayVerbatim = (text: string): void => print(`${text}\n`);
export const sayJson = (value: unknown): void => sayJsonLine(value, 2);
/** For programs, as one line: the same values, and nothing that a terminal would obey. */
export const sayJsonLine = (value: unknown, indent = 0): void =>
  writeOn(process.stdout, `${escapeInvisible(JSON.stringify(value, null, indent))}\n`);

/** Without a line's end. */
export const print = (text: string): void => writeOn(process.stdout, safe(text));

/** Clears the line that lives, for it to be written anew. */
export const eraseLine = (): void => writeOn(process.stdout, "\r\u001B[K");

function writeOn(stream: NodeJS.WriteStream, text: string): void {
  spoken();
  stream.write(text);
}

/** Without colour where nobody would see it: a pipe, NO_COLOR. */
export const bold = (text: string): string => styled("bold", text);
export const dim = (text: string): string => styled("dim", text);
export const green = (text: string): string => styled("green", text);
export const yellow = (text: string): string => styled("yellow", text);
export const red = (text: string): string => styled("red", text);

/** Colours of lines that are bad, to be minded, good, or neither. */
export const TONES = { bad: red, mind: yellow, good: green, plain: (text: string) => text } as const;

/** Our own colours carry it until they are printed: nobody else could have known it. Terminals know numbers of four digits. */
const MARK = `${randomInt(1000, 10_000)};${randomInt(1000, 10_000)}`;
const OURS = new RegExp(`\u001B\\[(?<code>\\d+);${MARK}m`);

function styled(style: "bold" | "dim" | "green" | "yellow" | "red", text: string): string {
  const [opening = "", closing = ""] = styleText(style, "\0").split("\0");
  return opening === "" ? text : `${opening.replace("m", `;${MARK}m`)}${text}${closing.replace("m", `;${MARK}m`)}`;
}

/** Everything but our own colours as it is printed, so that it can be measured. Every second piece is a colour's code. */
export const harmless = (text: string): string =>
  text
    .split(OURS)
    .map((piece, at) => (at % 2 === 1 ? `\u001B[${piece};${MARK}m` : reveal(piece).text))
    .join("");

function fitLines(text: string, { isTTY, columns }: NodeJS.WriteStream): string {
  if (!isTTY || !columns) return text;
  return text
    .split("\n")
    .map((line) => (visible(line) > columns ? wrapLine(line, columns) : line))
    .join("\n");
}

const safe = (text: string): string => harmless(text).replaceAll(`;${MARK}m`, "m");

/**
 * A reader may stop reading, a terminal may be closed, a disk may be full: no reason to end, least of all in the middle
 * of a session. What was asked for and could not be written is a failure all the same.
 */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || failure !== undefined) return;
  failure = error.message;
  complain(`the output cannot be written: ${failure}`);
  process.once("exit", (code) => {
    process.exitCode = code || UNWRITTEN;
  });
});
process.stderr.on("error", () => {
  // There is nobody left to tell.
});

let failure: string | undefined;
const UNWRITTEN = 1;
