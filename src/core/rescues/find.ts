import type { Fleet } from "../contracts/fleet.ts";
import type { History } from "../contracts/history.ts";
import type { Rescue } from "../contracts/rescues.ts";
import { MidwatchError } from "../errors.ts";
import { didYouMean } from "../text/nearest.ts";

const MAX_NAMED_RESCUES = 4;

/** The one piece of kept work that is meant: by its name, its session's, or its ref. */
export async function findRescue(history: Pick<History, "rescues">, what: string): Promise<Rescue> {
  const all = await history.rescues();
  const named = all.filter(({ name, ref }) => name === what || ref === what || `${name}-1` === what);
  const found = named.length > 0 ? named : ofSession(all, what);
  const [rescue] = found;
  if (!rescue) {
    const near = didYouMean(
      what,
      all.map(({ name }) => name),
    );
    throw new MidwatchError(`no kept work is called "${what}"${near}; "midwatch rescue list --all" lists it`);
  }
  if (found.length === 1) return rescue;
  throw new MidwatchError(`"${what}" could be ${either(found)}: write which`);
}

/** Work by its ref that a hub keeps and the ledger does not know. */
export async function unknownWork(
  ref: string,
  { history, workspaces }: { readonly history: Pick<History, "rescues">; readonly workspaces: Fleet["workspaces"] },
): Promise<Rescue | undefined> {
  const [, , , agent, session] = ref.split("/");
  if (!ref.startsWith("refs/midwatch/") || agent === undefined || session === undefined) return undefined;
  if ((await history.rescues()).some((rescue) => rescue.ref === ref)) return undefined;
  for (const workspace of workspaces.names) {
    if ((await workspaces.get(workspace).keptRefs.commitAt(ref)) === undefined) continue;
    const about = {
      ref,
      workspace,
      session,
      agent,
      kind: "tip",
      from: "a session that the ledger does not know",
    } as const;
    return {
      ...about,
      name: session.slice(-8),
      at: startedAt(session),
      state: "waiting",
      reason: "",
      offRemote: true,
      next: 0,
    };
  }
  return undefined;
}

/** Kept work of a session: the waiting pieces; all of its pieces where none waits. */
function ofSession(all: readonly Rescue[], part: string): readonly Rescue[] {
  const own = part === "" ? [] : all.filter(({ session }) => session.startsWith(part) || session.endsWith(part));
  const waiting = own.filter(({ state }) => state === "waiting");
  return waiting.length > 0 ? waiting : own;
}

function either(found: readonly Rescue[]): string {
  const named = found.slice(0, MAX_NAMED_RESCUES).map(({ name, from }) => `${name} (${from})`);
  const others = found.length - named.length;
  return [...named, ...(others > 0 ? [`${others} others`] : [])].join(" or ");
}

/** A session's id begins with the milliseconds at which it began. */
const startedAt = (session: string): number => Number.parseInt(session.replaceAll("-", "").slice(0, 12), 16) || 0;
