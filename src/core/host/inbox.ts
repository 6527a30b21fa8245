import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { access, link, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { v7 as uuid } from "uuid";
import type { Redact } from "../contracts/credentials.ts";
import type { Envelope, Inbox, Message } from "../contracts/inbox.ts";
import { opened, sealed } from "./envelope.ts";
import { readRegularFile } from "./regular-file.ts";

/** Bytes of a message that are kept; the rest is cut: a request is not a document. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * `<state>/inbox/<agent>/{new,done}`: a file for each message. A file that is dropped into `new` is one, too. One with
 * a key is called by it, so that the same event is one file, in one of the two folders.
 */
export class FolderInbox implements Inbox {
  private readonly root: string;
  private readonly redact: Redact;

  constructor(root: string, redact: Redact = (text) => text) {
    this.root = root;
    this.redact = redact;
  }

  async put(agent: string, text: string, envelope: Envelope = {}): Promise<string> {
    const folder = await this.folder(agent, "new");
    const id = `${envelope.key === undefined ? uuid() : hash(`${agent}\n${envelope.key}`)}.md`;
    if (await isThere(join(this.root, agent, "done", id))) return id;
    const draft = join(folder, `.${uuid()}.draft`);
    await writeFile(draft, sealed(this.redact(text), envelope), { mode: 0o600, flush: true });
    // Not renamed: whoever comes second must not write over what is there, and may be read by now.
    await link(draft, join(folder, id)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== "EEXIST") throw thrown;
    });
    await rm(draft);
    await flush(folder);
    return id;
  }

  async waiting(agent: string): Promise<readonly Message[]> {
    const folder = join(this.root, agent, "new");
    const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith("."));
    const messages = names.map((id) => readMessage(this.root, join(folder, id), id));
    return messages.filter((message) => message !== undefined).toSorted(byAge);
  }

  /** A message that is gone already is as good: the process that finished it was killed before it could say so. */
  async finish(agent: string, id: string): Promise<void> {
    const [from, to] = [join(this.root, agent, "new", id), join(await this.folder(agent, "done"), id)];
    await rename(from, to).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== "ENOENT") throw thrown;
    });
  }

  async listen(agents: readonly string[], tell: () => void, signal: AbortSignal): Promise<void> {
    for (const agent of agents) {
      const folder = await this.folder(agent, "new");
      try {
        // A machine may have no more watches to give: then it is looked at now and then all the same.
        watch(folder, { signal, persistent: false }, tell).on("error", () => {});
      } catch {
        return;
      }
    }
  }

  private async folder(agent: string, name: "new" | "done"): Promise<string> {
    const folder = join(this.root, agent, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}

const hash = (key: string) => createHash("sha256").update(key).digest("hex").slice(0, 32);

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const byAge = (a: Message, b: Message) => a.at - b.at || (a.id < b.id ? -1 : 1);

/** A name is on the disk when its folder is. */
async function flush(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}

/**
 * Message in a file; one that is not a regular file, or is a link, is unreadable: that is told, and it is not looked
 * into.
 */
function readMessage(root: string, path: string, id: string): Message | undefined {
  const read = readRegularFile(path, { most: MAX_MESSAGE_BYTES, longer: "cut", within: root });
  if (!read.ok) return read.kind === "missing" ? undefined : { id, at: 0, text: "", unread: `${path}: ${read.reason}` };
  const text = read.bytes.toString("utf8");
  const cut = `\n\n(cut off here: it is longer than ${MAX_MESSAGE_BYTES / 1024} KiB)`;
  return {
    id,
    at: Math.floor(read.stats.mtimeMs),
    ...opened(read.stats.size > MAX_MESSAGE_BYTES ? `${text}${cut}` : text),
  };
}
