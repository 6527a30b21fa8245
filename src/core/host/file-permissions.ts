import { lstatSync, readFileSync, type Stats } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import type { Exposure } from "../contracts/exposure.ts";
import { shellWord } from "../text/shell-word.ts";

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Clause that says which users besides its owner may write a file or folder; undefined when there are none. Root and
 * our own user do not count, nor does a group without other members, which is what umask 002 gives every user.
 */
export function othersWhoMayWrite(stats: Pick<Stats, "mode" | "uid" | "gid">): string | undefined {
  const { uid } = stats;
  return isOurs(uid) ? openTo(stats) : `belongs to another user (${accountName("passwd", uid)})`;
}

/** Clause that names the users whose permissions let them write it, whatever its owner. */
function openTo({ mode, uid, gid }: Pick<Stats, "mode" | "uid" | "gid">): string | undefined {
  if ((mode & OTHERS_WRITE) !== 0) return `is writable by everyone (mode ${modeOf(mode)})`;
  if ((mode & GROUP_WRITES) !== 0 && !isPrivate(gid, uid))
    return `may be written by the group ${accountName("group", gid)} (mode ${modeOf(mode)})`;
  return undefined;
}

/**
 * Exposure of a file or folder that users besides us may change; undefined when there are none or it does not exist.
 */
export function exposureOf(path: string): Exposure | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // A link is nobody's to write; what it leads to is judged where it is read.
  if (!stats || stats.isSymbolicLink()) return undefined;
  const what = othersWhoMayWrite(stats);
  if (what === undefined) return undefined;
  const mend = isOurs(stats.uid) ? `chmod go-w ${shellWord(path)}` : takeOver(path);
  return { path, what, mend, since: Math.floor(stats.ctimeMs) };
}

/** The folders above a path in which others may put something else in its place. */
export function exposuresAbove(path: string): Exposure[] {
  const found: Exposure[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    // Whose a folder above is, is the machine's affair; whom it lets in is not.
    const what = stats && (stats.mode & STICKY) === 0 ? openTo(stats) : undefined;
    if (stats && what !== undefined)
      found.push({ path: folder, what, mend: `chmod go-w ${shellWord(folder)}`, since: Math.floor(stats.ctimeMs) });
  }
  return found;
}

/** Our own folder, that nothing else may stand in for. */
export function strangeFolder(path: string): Exposure | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return exposureOf(path);
  const mend = `rm ${shellWord(path)}, and put the folder itself in its place`;
  const what = "is a link: anyone who can change it, or its target, decides what midwatch remembers";
  return { path, what, mend, since: Math.floor(stats.ctimeMs) };
}

const takeOver = (path: string) => `sudo chown ${userInfo().username} ${shellWord(path)}`;

const isOurs = (uid: number) => uid === 0 || uid === process.geteuid?.();

const modeOf = (mode: number) => (mode & 0o7777).toString(8).padStart(4, "0");

/** True when a group has no members but root and the owner, by the machine's own lists. */
function isPrivate(gid: number, uid: number): boolean {
  const users = table("passwd");
  const group = table("group").find(([, , id]) => Number(id) === gid);
  // A directory elsewhere has it: by custom a person's own group has the person's number.
  if (!group) return gid === uid;
  const members = (group[3] ?? "").split(",").filter(Boolean);
  const primary = users.filter(([, , , id]) => Number(id) === gid).map(([name = ""]) => name);
  const isOwn = (id: string | undefined) => [0, uid, process.geteuid?.()].includes(Number(id));
  const own = new Set(users.filter(([, , id]) => isOwn(id)).map(([name = ""]) => name));
  return [...members, ...primary].every((name) => own.has(name));
}

const accountName = (list: "passwd" | "group", id: number) =>
  table(list).find(([, , each]) => Number(each) === id)?.[0] ?? id;

/** The lines of /etc/passwd or /etc/group, in fields. */
function table(list: "passwd" | "group"): string[][] {
  try {
    return readFileSync(`/etc/${list}`, "utf8")
      .split("\n")
      .map((line) => line.split(":"));
  } catch {
    return [];
  }
}
