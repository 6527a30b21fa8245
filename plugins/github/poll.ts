import type { GitHub } from "./client.ts";
import type { Memory } from "./memory.ts";
import type { SourceSettings } from "./options.ts";
import { Assigned, Notification } from "./shapes.ts";
import { type Place, readThread } from "./thread.ts";
import { GitHubError } from "./transport.ts";

const DAY_MS = 86_400_000;
/** Threads that are read at one time; the others are read at the next. */
const MOST_THREADS = 50;

/** A thread that something points to, and when that last changed. */
export interface Pointed extends Place {
  readonly updated: string;
  /** Whether we are more than onlookers there. */
  readonly involved: boolean;
  readonly notification?: Notification;
}

/** Reasons for which GitHub tells us of what is nothing to do with us. */
const ONLOOKING = ["subscribed", "ci_activity", "security_alert", "push"];
const SUBJECT = /\/repos\/(?<repository>[\w.-]+\/[\w.-]+)\/(?<kind>issues|pulls)\/(?<number>\d{1,10})$/;

/** Asks what there is: the notifications of the last days, read ones too, and the open issues that are assigned to us. */
export async function poll(
  github: GitHub,
  memory: Memory,
  { participating, days, now }: Pick<SourceSettings, "participating" | "days"> & { readonly now: number },
  signal: AbortSignal,
): Promise<void> {
  // A person may have read them, or another program: that is no answer. By the day, so that it can be asked by its tag.
  const since = new Date(Math.floor(now / DAY_MS - days) * DAY_MS).toISOString();
  const notifications = `/notifications?all=true&participating=${participating}&since=${since}&per_page=50`;
  memory.notifications = await github.list(notifications, Notification, signal);
  memory.interval = github.waits.get(notifications) ?? memory.interval;
  const assigned = await github.list("/issues?filter=assigned&state=open&per_page=100", Assigned, signal);
  memory.assigned = Object.fromEntries(
    assigned.map(({ repository, number, updated_at: updated, html_url: url }) => [
      `${repository.full_name}#${number}`,
      { updated, isPrivate: repository.private, isPull: url.includes("/pull/") },
    ]),
  );
}

/** Everything that was found, each thread once, and what there is that is neither an issue nor a pull request. */
export function pointedTo(memory: Memory): Pointed[] {
  const found = new Map<string, Pointed>();
  for (const notification of memory.notifications) {
    const { repository, kind, number } = SUBJECT.exec(notification.subject.url ?? "")?.groups ?? {};
    if (repository === undefined || number === undefined) continue;
    const { updated_at: updated, reason } = notification;
    const isPrivate = notification.repository.private;
    const involved = !ONLOOKING.includes(reason);
    const place = { repository, number: Number(number), isPull: kind === "pulls", isPrivate };
    found.set(`${repository}#${number}`, { ...place, updated, involved, notification });
  }
  for (const [id, { updated, isPrivate, isPull }] of Object.entries(memory.assigned)) {
    const [repository = "", number] = id.split("#");
    const known = found.get(id);
    const both = [known?.updated ?? "", updated].join(" ");
    found.set(id, { ...known, repository, number: Number(number), isPull, isPrivate, involved: true, updated: both });
  }
  return [...found.values()];
}

/** Reads what has changed since it was read, and what is open. What is more than can be read at once is left for the next time. */
export async function readThreads(
  github: GitHub,
  memory: Memory,
  { pointed, now }: { readonly pointed: readonly Pointed[]; readonly now: number },
  signal: AbortSignal,
): Promise<void> {
  const stale = pointed.filter((one) => isUnread(one, memory) || memory.threads[keyOf(one)]?.isOpen);
  // What nobody has seen yet, then what was seen the longest time ago: none is left out for ever.
  const age = (one: Pointed) => (isUnread(one, memory) ? 0 : (memory.threads[keyOf(one)]?.readAt ?? 0));
  const first = stale.toSorted((a, b) => age(a) - age(b)).slice(0, MOST_THREADS);
  for (const one of first) await readInto(memory, github, { ...one, now }, signal);
  const keys = new Set(pointed.map(keyOf));
  const stillThere = <T>(of: Record<string, T>) =>
    Object.fromEntries(Object.entries(of).filter(([key]) => keys.has(key))) as Record<string, T>;
  memory.threads = stillThere(memory.threads);
  memory.gone = stillThere(memory.gone);
}

/** Whether there is something newer than what was read. */
export const isUnread = (one: Pointed, memory: Memory): boolean =>
  (memory.gone[keyOf(one)] ?? memory.threads[keyOf(one)])?.updated !== one.updated;

/** One that is deleted, moved or hidden from us does not stand in the way of the others. */
async function readInto(
  memory: Memory,
  github: GitHub,
  { now: readAt, ...one }: Pointed & { readonly now: number },
  signal: AbortSignal,
): Promise<void> {
  const [key, { updated }] = [keyOf(one), one];
  try {
    memory.threads[key] = { updated, readAt, thread: await readThread(github, one, signal), isOpen: true };
    delete memory.gone[key];
  } catch (thrown) {
    if (!(thrown instanceof GitHubError) || !GONE.includes(thrown.status) || github.isPaused()) throw thrown;
    delete memory.threads[key];
    memory.gone[key] = { updated, reason: thrown.message };
  }
}

const GONE = [301, 307, 308, 403, 404, 410];

export const keyOf = ({ repository, number }: Pick<Place, "repository" | "number">): string =>
  `${repository}#${number}`;
