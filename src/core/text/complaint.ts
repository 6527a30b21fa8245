import { stripVTControlCharacters } from "node:util";

/** Characters of what a program says that are kept to find out why it has failed: a stack with all that hangs on it. */
const LONGEST_TAIL = 16 * 1024;
const MAX_COMPLAINT_CHARS = 300;
/** Characters of a line that are looked at: more would take long to read where a program was written to make it so. */
const MAX_SEARCHED_CHARS = 1_000;

/** Adds a line to a program's output; of a long output only the end is kept. */
export function withLine(before: string | undefined, line: string): string {
  const start = line.length > MAX_SEARCHED_CHARS ? copied(line.slice(0, MAX_SEARCHED_CHARS)) : line;
  const text = before === undefined || before === "" ? start : `${before}\n${start}`;
  return text.length > 2 * LONGEST_TAIL ? text.slice(-LONGEST_TAIL) : text;
}

/** A part of a string keeps all of it in memory. */
const copied = (part: string): string => Buffer.from(part, "utf16le").toString("utf16le");

/** Line in which Node names a place in the source; the line of source it has stopped at comes next. */
const SOURCE_PLACE = /^(?:file:\/\/|node:|\/|[\w.-]+\/)\S*:\d+$/;
/** Lines around a complaint that are none themselves: frames, carets, details of an error, footers and consequences. */
const NOISE =
  /^(?:\s|$|[{}\]^|+]|Node\.js v|Bun v|\(Use `node|\(node:\d+\)|hint:|note:|goroutine |exit status |Stack trace:|#\d|Caused by:|error: failed to push some refs|make(?:\[\d+\])?: \*\*\*.* Error \d+|npm (?:error|ERR!) (?:code|errno|syscall|path|command|A complete log)|npm (?:error|ERR!)\s*$)|\b(?:0|no) (?:errors?|failed|failures)\b/i;
/** "TypeError: x is not a function", "mine.NoPrice [E_PRICE]: none today", "Error". */
const NAMED_ERROR = /^(?:Uncaught )?\[?(?:\w+[.:]+)*\w*(?:Error|Exception|Interrupt|Rejection)(?: \[\w+\])?(?::|$)/;
const COMPLAINT_WORDS =
  /\b(?:error|fatal|panic|panicked|exception|failed|failure|not found|no such|cannot|can['’]t|could not|unable to|denied|refused|unbound variable|exec format|does not exist|is not recognized|segmentation fault|out of memory|timed out)\b/i;
/** Ruby and Perl. */
const PLACED = /^\S+\.rb:\d+:.*\(\S+\)$| at \S+ line \d+\.$/;
const TRACEBACK = /Traceback \(most recent call last\):$/;
/** Rust says what is wrong on the line after it. */
const PANIC_PLACE = /panicked at .*:\d+:$/;

/** The line in which a program says what is wrong; undefined when no line of it reads like that. */
export function complaintIn(text: string): string | undefined {
  const lines = lastLines(text);
  const said = afterTraceback(lines) ?? firstOfLastRun(lines);
  return said?.trim().slice(0, MAX_COMPLAINT_CHARS);
}

/** The same, or the last line that says anything at all; empty when there is none. */
export function tellingLine(text: string): string {
  const lines = lastLines(text);
  const last = lines.findLast((line) => !NOISE.test(line)) ?? lines.findLast((line) => line.trim() !== "");
  return complaintIn(text) ?? last?.trim().slice(0, MAX_COMPLAINT_CHARS) ?? "";
}

function lastLines(text: string): readonly string[] {
  const whole = text.slice(-LONGEST_TAIL).split(/\r?\n/);
  const lines = whole.map((line) => stripVTControlCharacters(line.slice(0, MAX_SEARCHED_CHARS)));
  return lines.filter((line, n) => !SOURCE_PLACE.test(line) && !SOURCE_PLACE.test(lines[n - 1] ?? ""));
}

/** Python: the first line after the last traceback that is none of its frames. */
function afterTraceback(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => TRACEBACK.test(line));
  if (start < 0) return undefined;
  const frame = (lines[start] ?? "").startsWith(" ") ? /^\s*\|\s{2,}/ : /^\s|^$/;
  const said = lines.slice(start + 1).find((line) => !frame.test(line));
  return said?.replace(/^\s*\| /, "");
}

/** Of lines that complain one after the other the first: the others are what follows from it. */
function firstOfLastRun(lines: readonly string[]): string | undefined {
  let at = lines.findLastIndex(complains);
  if (at < 0) return undefined;
  while (at > 0 && complains(lines[at - 1] ?? "")) at--;
  const said = lines[at] ?? "";
  return PANIC_PLACE.test(said) ? `${said} ${lines[at + 1] ?? ""}` : said;
}

const complains = (line: string) =>
  !NOISE.test(line) && (NAMED_ERROR.test(line) || COMPLAINT_WORDS.test(line) || PLACED.test(line));
