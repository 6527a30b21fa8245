import type { IndexEntry } from "./index-entries.ts";

const LINK = "link";
/** An extension's name and its size. */
const HEAD = 8;
/** Of a bitmap: how many bits it has, and how many words. */
const BITMAP_HEAD = 8;
const WORD = 8;
const WORD_BITS = 64;

/** An index that says only in what it differs from another one, which stands beside it. */
interface SplitIndex {
  /** Name of the other index: "sharedindex.1234…". */
  readonly shared: string;
  /** By their place in the other: those that are gone, and those that this one has anew. */
  readonly removed: ReadonlySet<number>;
  readonly replaced: ReadonlySet<number>;
}

/** Undefined for an index that is whole; its extensions begin where its entries end. */
export function splitOf(index: Buffer, end: number, hash: number): SplitIndex | undefined {
  for (let at = end; at + HEAD + hash <= index.length; ) {
    const size = index.readUInt32BE(at + 4);
    const body = index.subarray(at + HEAD, at + HEAD + size);
    if (index.toString("latin1", at, at + 4) === LINK && body.length >= hash) return linkIn(body, hash);
    at += HEAD + size;
  }
  return undefined;
}

function linkIn(body: Buffer, hash: number): SplitIndex | undefined {
  const id = body.toString("hex", 0, hash);
  if (/^0+$/.test(id)) return undefined;
  const removed = bitmapIn(body, hash);
  const replaced = bitmapIn(body, removed.end);
  return { shared: `sharedindex.${id}`, removed: removed.bits, replaced: replaced.bits };
}

/** Those that are anew come first in the index, in the order of the other; what is left of it is new. */
export function joined(
  shared: readonly IndexEntry[],
  own: readonly IndexEntry[],
  { removed, replaced }: SplitIndex,
): readonly IndexEntry[] {
  const left = [...own];
  const before = shared.flatMap((entry, at) => {
    const anew = replaced.has(at) ? left.shift() : undefined;
    return removed.has(at) ? [] : [anew ? { ...anew, path: anew.path || entry.path } : entry];
  });
  return [...before, ...left];
}

/** A bitmap as git packs it: runs of equal words, each followed by words as they are. */
function bitmapIn(body: Buffer, start: number): { readonly bits: ReadonlySet<number>; readonly end: number } {
  const bits = new Set<number>();
  if (start + BITMAP_HEAD > body.length) return { bits, end: body.length };
  const size = body.readUInt32BE(start);
  const words = start + BITMAP_HEAD;
  const end = Math.min(words + body.readUInt32BE(start + 4) * WORD, body.length - (WORD - 1));
  let bit = 0;
  for (let at = words; at < end; ) {
    const run = runAt(body, at);
    const last = Math.min(bit + run.length * WORD_BITS, size);
    if (run.isSet) for (let each = bit; each < last; each++) bits.add(each);
    bit += run.length * WORD_BITS;
    at += WORD;
    for (const stop = Math.min(at + run.literals * WORD, end); at < stop; at += WORD, bit += WORD_BITS)
      for (const each of bitsIn(body.readBigUInt64BE(at))) bits.add(bit + each);
  }
  return { bits, end: words + body.readUInt32BE(start + 4) * WORD + 4 };
}

function runAt(body: Buffer, at: number) {
  const word = body.readBigUInt64BE(at);
  return { isSet: (word & 1n) === 1n, length: Number((word >> 1n) & 0xffffffffn), literals: Number(word >> 33n) };
}

function bitsIn(word: bigint): readonly number[] {
  return Array.from({ length: WORD_BITS }, (_, at) => at).filter((at) => ((word >> BigInt(at)) & 1n) === 1n);
}
