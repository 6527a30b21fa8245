import type { Change, MovingRecord } from "./record.ts";
import { nameOfCopy } from "./record.ts";
import { unwritten } from "./turned-off.ts";

/** Fate of a text when midwatch leaves: the bytes that are to stand there, and a sentence on it. */
export interface UndoneText {
  readonly bytes: Buffer | undefined;
  readonly fate: "same" | "restored" | "removed" | "mended" | "gone";
  readonly text: string;
  /** Text that stood there and goes: it is kept first. */
  readonly keep?: Buffer;
}

type TextChange = Extract<Change, { kind: "file" | "crontab" }>;
type Copies = Pick<MovingRecord, "bytesOf" | "pathOf">;

/** Undoes every change of one text, the latest first. */
export function undoneText(now: Buffer | undefined, changes: readonly TextChange[], copies: Copies): UndoneText {
  let undone: UndoneText = { bytes: now, fate: "same", text: "is as it was before midwatch" };
  for (const change of changes.toReversed()) {
    const next = undoneChange(undone.bytes, change, copies);
    if (next.fate !== "same") undone = { ...next, ...(undone.keep && { keep: undone.keep }) };
  }
  return undone;
}

function undoneChange(now: Buffer | undefined, change: TextChange, copies: Copies): UndoneText {
  const { before, after } = change;
  const name = now === undefined ? null : nameOfCopy(now);
  const was = copies.bytesOf(before);
  if (name === before) return { bytes: now, fate: "same", text: "is as it was before midwatch" };
  if (name === after)
    return was === undefined ? removed() : { bytes: was, fate: "restored", text: "as it was, byte for byte" };
  if (now === undefined)
    return {
      bytes: now,
      fate: "gone",
      text: `is not there any more and stays so; as it was: ${copyOf(before, copies)}`,
    };
  if (was === undefined && change.kind === "file")
    return { ...removed(), text: "removed, as you have changed it: a copy is kept", keep: now };
  return mended(now, { before: was ?? Buffer.alloc(0), after: copies.bytesOf(after) ?? Buffer.alloc(0) });
}

const removed = (): UndoneText => ({
  bytes: undefined,
  fate: "removed",
  text: "removed: it was not there before midwatch",
});

const copyOf = (copy: string | null, copies: Copies) => (copy === null ? "nothing" : copies.pathOf(copy));

function mended(now: Buffer, change: { readonly before: Buffer; readonly after: Buffer }): UndoneText {
  const { bytes, lost } = unwritten(now, change);
  const others = lost.length === 0 ? "" : `; of midwatch's lines these are not there any more: ${lost.join(" | ")}`;
  const isEmpty = bytes.length === 0 && change.before.length === 0;
  return {
    bytes: isEmpty ? undefined : bytes,
    fate: "mended",
    text: `has been changed since: only midwatch's own lines are taken out of it${others}`,
    keep: now,
  };
}
