import { lstat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import type { PushRefusal } from "../../contracts/refusal.ts";

const LOCK = /'(?<path>[^']+\.lock)'/;
/** Words that git says of any lock; the file and its age say more. */
const ADVICE = / Another git process seems to be running.*$/s;
const MINUTE = 60_000;

/** A refusal that is about a lock, with whose that is to remove and, where the remote stands on this machine, how old. */
export async function aboutLock(refusal: PushRefusal, remote: string): Promise<PushRefusal> {
  const path = LOCK.exec(refusal.said)?.groups?.path;
  if (refusal.kind !== "lock" || path === undefined) return refusal;
  const age = await ageOf(path, remote);
  const said = refusal.said.replace(ADVICE, "");
  const since = age === undefined ? "" : ` It is ${describeAge(age)} old.`;
  return { ...refusal, said: `${said}${since}`, mend: `if no git is running at the remote, remove ${path} there` };
}

/** Only of a file of that remote: the path is what the remote has said. */
async function ageOf(path: string, remote: string): Promise<number | undefined> {
  const folder = remote.replace(/^file:\/\//, "");
  if (!isAbsolute(folder) || relative(folder, resolve(path)).startsWith("..")) return undefined;
  return lstat(resolve(path)).then(
    ({ mtimeMs }) => Math.max(0, Date.now() - mtimeMs),
    () => undefined,
  );
}

function describeAge(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
}
