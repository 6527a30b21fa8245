import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readRegularText } from "../../../core/host/regular-file.ts";

const SETTINGS_FILE = "settings.json";
const SERVERS = "mcp.json";
const PIN = "pin.json";
/** Bytes of settings. */
const MAX_COPIED_FILE_BYTES = 4 * 1024 * 1024;

const Pin = z.object({
  /** The texts that were looked at, by source. */
  sources: z.record(z.string(), z.string()),
  /** The copies that were made of them, by file. */
  copies: z.record(z.string(), z.string()),
  /** Path of the person's own settings, when they were asked for, too. */
  user: z.string().optional(),
});
type Pin = z.infer<typeof Pin>;

/** Settings that a person has approved. */
export interface Approved {
  readonly hooks: Readonly<Record<string, unknown>>;
  readonly servers: Readonly<Record<string, unknown>>;
  /** The sources' texts, by name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly user?: string | undefined;
}

/** Owner's settings that are in force, and the files that the CLI gets. */
export type Trusted =
  | { readonly kind: "nothing" }
  | { readonly kind: "copies"; readonly settings: string; readonly servers: string; readonly pin: Pin }
  /** The copies are not as they were approved: none of them is used. */
  | { readonly kind: "broken"; readonly reason: string };

/** The approved copies of a workspace, as far as they are what was approved. */
export async function readTrusted(folder: string | undefined): Promise<Trusted> {
  if (folder === undefined) return { kind: "nothing" };
  const pinned = await readCopiedFile(join(folder, PIN));
  if (pinned === undefined) return { kind: "nothing" };
  const pin = parsePin(pinned);
  if (!pin) return broken(folder, "its pin cannot be read");
  for (const name of [SETTINGS_FILE, SERVERS]) {
    const text = await readCopiedFile(join(folder, name));
    if (text === undefined || sha256(text) !== pin.copies[name])
      return broken(folder, `${name} is not what was approved`);
  }
  return { kind: "copies", settings: join(folder, SETTINGS_FILE), servers: join(folder, SERVERS), pin };
}

/** The texts as they would stand in the copies. */
export const copiesOf = ({ hooks, servers }: Pick<Approved, "hooks" | "servers">): Record<string, string> => ({
  [SETTINGS_FILE]: pretty({ hooks }),
  [SERVERS]: pretty({ mcpServers: servers }),
});

/** The copies as they stand; empty where nothing has been trusted. */
export async function readStandingCopies(folder: string): Promise<Record<string, string>> {
  const texts = await Promise.all(
    [SETTINGS_FILE, SERVERS].map(async (name) => [name, await readCopiedFile(join(folder, name))]),
  );
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Each file whole, and the pin last: killed in between, the copies are broken, never something that was not approved.
 */
export async function writeTrusted(folder: string, approved: Approved): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copies = copiesOf(approved);
  for (const [name, text] of Object.entries(copies)) await put(join(folder, name), text);
  const pin: Pin = {
    sources: Object.fromEntries([...approved.texts].map(([name, text]) => [name, sha256(text)])),
    copies: Object.fromEntries(Object.entries(copies).map(([name, text]) => [name, sha256(text)])),
    ...(approved.user !== undefined && { user: approved.user }),
  };
  await put(join(folder, PIN), pretty(pin));
}

/** Sources that are no longer what was looked at: changed, gone, or new. */
export function changedSince({ sources }: Pin, texts: ReadonlyMap<string, string>): string[] {
  const names = new Set([...Object.keys(sources), ...texts.keys()]);
  return [...names].filter((name) => {
    const text = texts.get(name);
    return sources[name] !== (text === undefined ? undefined : sha256(text));
  });
}

/** A file's text; undefined where there is none that can be read. */
export const readCopiedFile = async (file: string): Promise<string | undefined> =>
  readRegularText(file, { most: MAX_COPIED_FILE_BYTES, links: "own" }, () => undefined);

const broken = (folder: string, reason: string): Trusted => ({ kind: "broken", reason: `${folder}: ${reason}` });

function parsePin(text: string): Pin | undefined {
  try {
    return Pin.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function put(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
