import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { COMMIT } from "./clone-refs.ts";
import { Git } from "./git.ts";

const WORK = "refs/midwatch/work";
const PACKED = /^[0-9a-f]+ refs\/midwatch\/work\/(?<session>[^/\n]+)\/(?<name>[^/\n]+)$/gm;

/** Refs of the hub for the commits that a session starts from and makes, until they have come to their place. */
export const workRefs = (session: string): string => `${WORK}/${session}`;

/**
 * Keeps a commit of a session's in the hub, which has it already. Without a process of git's: every session does this,
 * and no other process writes to a ref of that name.
 */
export async function keepWork(hub: string, session: string, commit: string): Promise<void> {
  const file = join(hub, workRefs(session), commit);
  const draft = join(hub, `midwatch-${randomUUID()}`);
  await writeFile(draft, `${commit}\n`, { flush: true });
  // A git that packs refs removes folders that it has emptied, perhaps this one, just made.
  for (let left = TRIES; ; left--) {
    await mkdir(dirname(file), { recursive: true });
    const failure = await rename(draft, file).catch((thrown: NodeJS.ErrnoException) => thrown);
    if (!failure) return;
    if (failure.code !== "ENOENT" || left === 0) throw failure;
  }
}

const TRIES = 20;

/** By session: the names of its refs. */
async function kept(hub: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, Set<string>>();
  const note = (session: string, name: string) => found.set(session, (found.get(session) ?? new Set()).add(name));
  for (const session of await listFolder(join(hub, WORK)))
    for (const name of await listFolder(join(hub, WORK, session))) if (!name.endsWith(LOCK)) note(session, name);
  for (const { groups } of (await readFile(join(hub, "packed-refs"), "utf8").catch(() => "")).matchAll(PACKED))
    note(groups?.session ?? "", groups?.name ?? "");
  return new Map([...found].map(([session, names]) => [session, [...names]] as const));
}

/** End of the name of a file that git leaves when it was killed while it wrote a ref. */
const LOCK = ".lock";

const listFolder = (folder: string) => readdir(folder).catch(() => []);

/** The commits of one session that have such refs. */
export const workCommits = async (hub: string, session: string): Promise<readonly string[]> =>
  ((await kept(hub)).get(session) ?? []).filter((name) => COMMIT.test(name));

/** The sessions that have such refs. */
export const sessionsAtWork = async (hub: string): Promise<readonly string[]> => [...(await kept(hub)).keys()];

/** Their work has come to its place. */
export async function letGo(place: { readonly hub: string; readonly config: string }, sessions: readonly string[]) {
  const all = await kept(place.hub);
  const refs = sessions.flatMap((session) => (all.get(session) ?? []).map((name) => `${WORK}/${session}/${name}`));
  const git = new Git({ gitDir: place.hub, config: place.config });
  const input = refs.map((ref) => `delete ${ref}\n`).join("");
  if (refs.length === 0 || (await git.asks(["update-ref", "--stdin"], { input }))) return;
  // A lock that a killed git has left is on one of them: it stays, and harms nobody.
  for (const ref of refs) await git.asks(["update-ref", "-d", ref]);
}
