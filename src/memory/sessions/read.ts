import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MidwatchError, messageOf } from "../../core/errors.ts";
import { readRegularFile } from "../../core/host/regular-file.ts";
import { claudeCodeSession } from "./claude-code.ts";
import { gptmeSession } from "./gptme.ts";
import { objectsIn, type Transcript } from "./transcript.ts";

/** Bytes; what is larger is not a conversation. */
const MAX_TRANSCRIPT_BYTES = 256 * 1024 * 1024;

/** Reason for which a file in which nothing was said, or which is another, has no conversation. */
export const NO_CONVERSATION = "no conversation of Claude Code or gptme";

/** A file, and the conversation in it; or why there is none. */
export type TranscriptFile = { readonly file: string } & (
  | { readonly ok: true; readonly transcript: Transcript }
  | { readonly ok: false; readonly reason: string }
);

/** Every conversation of Claude Code's and of gptme's in a file or below a folder. Rejects when there is no such place. */
export async function* transcriptsAt(path: string): AsyncIterable<TranscriptFile> {
  for (const file of await filesAt(path)) yield readTranscript(file);
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((thrown) => {
    throw new MidwatchError(`${path} cannot be read: ${messageOf(thrown)}`);
  });
  if (found.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isConversation(entry.name, entry.parentPath));
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

/** gptme keeps other files of lines beside a conversation, and its branches. */
function isConversation(name: string, folder: string): boolean {
  if (name === "conversation.jsonl") return true;
  const besides =
    ["events.jsonl", "prompt-queue.jsonl"].includes(name) || /[/\\](?:branches|views|subagents)$/.test(folder);
  return name.endsWith(".jsonl") && !besides;
}

function readTranscript(file: string): TranscriptFile {
  const read = readRegularFile(file, { most: MAX_TRANSCRIPT_BYTES, links: "own" });
  if (!read.ok) return { ok: false, file, reason: read.reason };
  const objects = objectsIn(read.bytes.toString("utf8"));
  const name = basename(file, ".jsonl");
  const transcript =
    claudeCodeSession(objects, name) ?? gptmeSession(objects, name === "conversation" ? basename(dirname(file)) : name);
  return transcript ? { ok: true, file, transcript } : { ok: false, file, reason: NO_CONVERSATION };
}
