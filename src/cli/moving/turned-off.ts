/** Before a line of a crontab that cutover has turned off: it stays where it stood, for a person to read. */
const OFF = "# turned off by midwatch cutover: ";

/** End of a line that cutover has written into a crontab: it runs midwatch. */
export const OWN_LINE = "# by midwatch cutover";

/** Bytes as text in which every byte is a character: nothing is lost on the way back. */
const textOf = (bytes: Buffer): string => bytes.toString("latin1");
const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1");

const withEnd = (line: string): string => (line.endsWith("\n") ? line : `${line}\n`);
/** Lines, each with its own end. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A crontab with some lines turned off, by number from 1, and others at its end. */
export function turnedOff(bytes: Buffer | undefined, off: readonly number[], added: readonly string[]): Buffer {
  const lines = linesOf(textOf(bytes ?? Buffer.alloc(0)));
  const kept = lines.map((line, at) => (off.includes(at + 1) ? `${OFF}${line}` : line));
  const last = kept.pop();
  const ended = last === undefined ? [] : [added.length > 0 ? withEnd(last) : last];
  const own = added.map((line) => textOf(Buffer.from(`${line}\n`)));
  return bytesOf([...kept, ...ended, ...own].join(""));
}

/** A text without what midwatch wrote into it, where others have written into it since. */
export interface Unwritten {
  readonly bytes: Buffer;
  /** Lines of midwatch's that are not there as it wrote them. */
  readonly lost: readonly string[];
}

/** Takes midwatch's lines out of a text line by line; every other line stays as it is. */
export function unwritten(
  now: Buffer,
  { before, after }: { readonly before: Buffer; readonly after: Buffer },
): Unwritten {
  const had = linesOf(textOf(before)).map(withEnd);
  const ours = linesOf(textOf(after))
    .map(withEnd)
    .filter((line) => !taken(had, line));
  const kept = linesOf(textOf(now)).flatMap((line) => {
    const isOurs = taken(ours, withEnd(line));
    // Somebody may have changed it where it stood: it runs again all the same.
    if (line.startsWith(OFF)) return [line.slice(OFF.length)];
    return isOurs ? [] : [line];
  });
  return {
    bytes: bytesOf(kept.join("")),
    lost: ours.map((line) => Buffer.from(line, "latin1").toString("utf8").trim()),
  };
}

/** Takes one of a list's lines, where it is there. */
function taken(lines: string[], line: string): boolean {
  const at = lines.indexOf(line);
  if (at >= 0) lines.splice(at, 1);
  return at >= 0;
}
