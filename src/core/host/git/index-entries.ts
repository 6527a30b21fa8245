const SIGNATURE = "DIRC";
const HEADER = 12;
/** Of an entry: what is known of its file, then 20 bytes of a name for its content (32 in SHA-256), then flags. */
const STATS = 40;
const MODE = 24;
const STAGE = 0x3000;
const EXTENDED = 0x4000;
/** Among the flags of an extended entry. */
const SKIP_WORKTREE = 0x4000;
const INTENT_TO_ADD = 0x2000;
const LONGEST_NAME = 0xfff;

/** Entry of an index for one path. */
export interface IndexEntry {
  /** In octal, as git writes it: "100644". */
  readonly mode: string;
  /** Id of its content. */
  readonly id: string;
  /** Bytes, each as one character; empty where another index has it. */
  readonly path: string;
  /** In stages 1 to 3 instead of 0. */
  readonly isUnmerged: boolean;
  /** Not checked out. */
  readonly isSkipped: boolean;
  /** To be added later: it has no content yet. */
  readonly isPlanned: boolean;
}

/** All entries, in their order, and where they end. Undefined for bytes that are no index. */
export function entriesOf(
  index: Buffer,
  hash: number,
): { readonly entries: readonly IndexEntry[]; readonly end: number } | undefined {
  if (index.length < HEADER || index.toString("latin1", 0, 4) !== SIGNATURE) return undefined;
  const version = index.readUInt32BE(4);
  const entries: IndexEntry[] = [];
  let name = { end: HEADER, path: "" };
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const start = name.end;
    const flagsAt = start + STATS + hash;
    if (flagsAt + 2 > index.length) return undefined;
    const flags = index.readUInt16BE(flagsAt);
    const isExtended = (flags & EXTENDED) !== 0 && flagsAt + 4 <= index.length;
    const from = flagsAt + (isExtended ? 4 : 2);
    name = version === 4 ? compressed(index, from, name.path) : padded(index, { start, from, flags });
    const more = isExtended ? index.readUInt16BE(flagsAt + 2) : 0;
    entries.push({ ...contentOf(index, start, hash), ...saidBy(flags, more), path: name.path });
  }
  return { entries, end: name.end };
}

const saidBy = (flags: number, more: number) => ({
  isUnmerged: (flags & STAGE) !== 0,
  isSkipped: (more & SKIP_WORKTREE) !== 0,
  isPlanned: (more & INTENT_TO_ADD) !== 0,
});

function contentOf(index: Buffer, start: number, hash: number): Pick<IndexEntry, "mode" | "id"> {
  const at = start + STATS;
  return { mode: index.readUInt32BE(start + MODE).toString(8), id: index.toString("hex", at, at + hash) };
}

interface Name {
  readonly end: number;
  readonly path: string;
}

/** The whole name, and zeros up to a multiple of eight. */
function padded(
  index: Buffer,
  { start, from, flags }: { readonly start: number; readonly from: number; readonly flags: number },
): Name {
  const told = flags & LONGEST_NAME;
  const length = told < LONGEST_NAME ? told : index.indexOf(0, from) - from;
  const size = from - start + length;
  return { end: start + size + 8 - (size % 8), path: index.toString("latin1", from, from + length) };
}

/**
 * Name that shares its start with the one before: bytes to cut off that, as a number of seven bits a byte, and bytes to
 * add.
 */
function compressed(index: Buffer, from: number, before: string): Name {
  let at = from;
  let byte = index[at++] ?? 0;
  let cut = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = index[at++] ?? 0;
    cut = ((cut + 1) << 7) | (byte & 0x7f);
  }
  const end = index.indexOf(0, at);
  const name = index.toString("latin1", at, end < 0 ? index.length : end);
  return { end: (end < 0 ? index.length : end) + 1, path: before.slice(0, Math.max(0, before.length - cut)) + name };
}
