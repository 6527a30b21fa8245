import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Confined, Refused } from "./confined.ts";
import { headAndTail } from "./head-tail.ts";

const MAX_READ_BYTES = 4 * 1024 * 1024;
const MOST_ENTRIES = 500;

/** A part of a text file, by its lines. */
export interface Passage {
  readonly path: string;
  /** Counted from 1. */
  readonly from?: number | undefined;
  readonly lines?: number | undefined;
}

export async function readPassage(clone: Confined, { path, from = 1, lines }: Passage, longest: number) {
  const { text, size } = await readText(clone, path);
  const all = text.split("\n");
  const end = lines === undefined ? all.length : from - 1 + lines;
  const passage = all.slice(from - 1, end).join("\n");
  const about = [
    ...(size > MAX_READ_BYTES ? [`only the first ${MAX_READ_BYTES} of ${size} bytes can be read`] : []),
    ...(from > 1 || end < all.length ? [`lines ${from} to ${Math.min(end, all.length)} of ${all.length}`] : []),
    ...(passage.length > longest ? ["shortened: read it in parts, with from and lines"] : []),
  ];
  return `${about.length > 0 ? `(${about.join("; ")})\n` : ""}${headAndTail(passage, longest)}`;
}

export async function writeText(clone: Confined, path: string, content: string): Promise<string> {
  const file = await clone.openToWrite(path);
  try {
    await file.truncate(0);
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  return `wrote ${content.length} characters to ${path}`;
}

/** One passage for another: the old one must stand in the file exactly once. */
export interface Edit {
  readonly path: string;
  readonly old: string;
  readonly new: string;
}

export async function editText(clone: Confined, edit: Edit): Promise<string> {
  const { text, size } = await readText(clone, edit.path);
  if (size > MAX_READ_BYTES) throw new Refused(`${edit.path} is too large to be edited: ${size} bytes`);
  const [before = "", ...rest] = text.split(edit.old);
  if (rest.length === 0)
    throw new Refused(`the old text does not stand in ${edit.path}: read it again, and copy the text exactly`);
  if (rest.length > 1)
    throw new Refused(`the old text occurs ${rest.length} times in ${edit.path}: include more of the text around it`);
  await writeText(clone, edit.path, `${before}${edit.new}${rest[0]}`);
  return `edited ${edit.path}`;
}

export async function listFolder(clone: Confined, path: string): Promise<string> {
  const folder = await clone.find(path);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Refused(`${path} is no folder`);
  });
  const names = entries
    .filter(({ name }) => join(clone.shown(folder), name) !== ".git")
    .map((entry) => `${entry.name}${entry.isDirectory() ? "/" : entry.isSymbolicLink() ? " (a link)" : ""}`)
    .toSorted();
  const more = names.length > MOST_ENTRIES ? `\n… ${names.length - MOST_ENTRIES} more` : "";
  return names.slice(0, MOST_ENTRIES).join("\n") + more || "(empty)";
}

async function readText(clone: Confined, path: string): Promise<{ text: string; size: number }> {
  const file = await clone.openToRead(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, MAX_READ_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.includes(0)) throw new Refused(`${path} is no text: ${size} bytes`);
    return { text: bytes.toString("utf8"), size };
  } finally {
    await file.close();
  }
}
