import { readFileSync, type Stats } from "node:fs";

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/**
 * Who besides its owner may write a file or folder, as a clause about it; undefined when nobody may. Root's and ours are
 * nobody else's, and so is a group that has nobody else in it: that is what umask 002 gives everybody.
 */
export function othersWhoMayWrite(stats: Pick<Stats, "mode" | "uid" | "gid">): string | undefined {
  const { mode, uid, gid } = stats;
  if (uid !== 0 && uid !== process.geteuid?.()) return `belongs to somebody else (user ${nameOf("passwd", uid)})`;
  if ((mode & OTHERS_WRITE) !== 0) return `everybody may write (mode ${modeOf(mode)})`;
  if ((mode & GROUP_WRITES) !== 0 && !isPrivate(gid, uid))
    return `the group ${nameOf("group", gid)} may write (mode ${modeOf(mode)})`;
  return undefined;
}

const modeOf = (mode: number) => (mode & 0o7777).toString(8).padStart(4, "0");

/** Whether nobody but root and the owner is in a group: told from the machine's own lists. */
function isPrivate(gid: number, uid: number): boolean {
  const users = table("passwd");
  const group = table("group").find(([, , id]) => Number(id) === gid);
  // A directory elsewhere has it: by custom a person's own group has the person's number.
  if (!group) return gid === uid;
  const members = (group[3] ?? "").split(",").filter(Boolean);
  const primary = users.filter(([, , , id]) => Number(id) === gid).map(([name = ""]) => name);
  const own = new Set(["root", ...users.filter(([, , id]) => Number(id) === uid).map(([name = ""]) => name)]);
  return [...members, ...primary].every((name) => own.has(name));
}

const nameOf = (list: "passwd" | "group", id: number) =>
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
