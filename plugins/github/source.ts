import {
  type Candidate,
  type Clock,
  MidwatchError,
  type WorkItem,
  type WorkQuestion,
  type WorkSource,
} from "../../src/index.ts";
import { candidateOf } from "./candidate.ts";
import { changesOf } from "./changes.ts";
import { GitHub } from "./client.ts";
import { judge } from "./judge.ts";
import type { Memory, MemoryFile } from "./memory.ts";
import type { SourceSettings } from "./options.ts";
import { People } from "./people.ts";
import { isUnread, keyOf, type Pointed, pointedTo, poll, readThreads } from "./poll.ts";
import type { Thread } from "./thread.ts";

interface Means {
  readonly settings: SourceSettings;
  /** Missing where the credential is. */
  readonly token: string | undefined;
  readonly file: MemoryFile;
  readonly clock: Pick<Clock, "now">;
}

/** SECONDARY: issues and pull requests on which somebody waits for us, by the last word on each. */
export class GitHubSource implements WorkSource {
  readonly name: string;
  readonly tier = "secondary";
  private readonly means: Means;

  constructor(means: Means) {
    this.means = means;
    this.name = means.settings.name;
  }

  async candidates({ unfinished = [] }: WorkQuestion, signal: AbortSignal): Promise<readonly Candidate[]> {
    return this.asking(async (github, memory) => {
      const { settings, clock } = this.means;
      const now = clock.now();
      const { trouble } = memory;
      if (trouble && isWithin(settings.seconds, trouble.at, now)) throw new MidwatchError(trouble.text);
      const isFresh = isWithin(Math.max(settings.seconds, memory.interval), memory.polledAt, now);
      try {
        if (!isFresh) await this.look(github, memory, now, signal);
        const offered = await this.offers(github, memory, { now, unfinished }, signal);
        delete memory.trouble;
        return [...offered, ...notRead(memory), ...unreadable(memory)];
      } catch (thrown) {
        memory.trouble = { at: now, text: thrown instanceof Error ? thrown.message : String(thrown) };
        throw thrown;
      }
    });
  }

  /** The notifications of what has ended are read, for whoever looks at them on GitHub; not those of what was asked since. */
  async ended(items: readonly Pick<WorkItem, "id" | "rev">[], signal: AbortSignal): Promise<void> {
    const ends = new Map(items.map(({ id, rev }) => [id, rev]));
    const isOver = (memory: Memory, { notification, ...one }: Pointed) => {
      const key = keyOf(one);
      const isKnown = ends.has(key) && memory.threads[key]?.updated === one.updated;
      return isKnown && notification?.unread && (memory.offered[key] ?? ends.get(key)) === ends.get(key);
    };
    const read = await this.means.file.read();
    if (!pointedTo(read).some((one) => isOver(read, one))) return;
    await this.asking(async (github, memory) => {
      const over = pointedTo(memory).filter((one) => isOver(memory, one));
      const ids = over.flatMap(({ notification }) => notification?.id ?? []);
      for (const id of ids) await github.send("PATCH", `/notifications/threads/${encodeURIComponent(id)}`, signal);
      memory.notifications = memory.notifications.map((one) =>
        ids.includes(one.id) ? { ...one, unread: false } : one,
      );
    });
  }

  /** What was learned is kept, however it ends: that GitHub asks us to wait, above all. */
  private async asking<T>(work: (github: GitHub, memory: Memory) => Promise<T>): Promise<T> {
    const { token, settings, file, clock } = this.means;
    if (token === undefined)
      throw new MidwatchError(
        `there is no credential ${settings.token}: write ${settings.token}=… into .midwatch/credentials`,
      );
    const memory = await file.read();
    try {
      return await work(new GitHub({ url: settings.url, token, clock }, memory), memory);
    } finally {
      await file.write(memory);
    }
  }

  private async look(github: GitHub, memory: Memory, now: number, signal: AbortSignal): Promise<void> {
    await poll(github, memory, { ...this.means.settings, now }, signal);
    await readThreads(github, memory, { pointed: pointedTo(memory), now }, signal);
    github.prune();
    memory.polledAt = now;
  }

  private async offers(
    github: GitHub,
    memory: Memory,
    { now, unfinished }: { readonly now: number; readonly unfinished: readonly string[] },
    signal: AbortSignal,
  ): Promise<Candidate[]> {
    const people = new People(github, memory, now);
    const us = await people.us(signal);
    const siblings = await people.idsOf(this.means.settings.siblings, signal);
    const found: { readonly at: string; readonly candidate: Candidate }[] = [];
    let pins: Memory["pins"] = {};
    for (const { involved, ...one } of pointedTo(memory)) {
      const known = memory.threads[keyOf(one)];
      if (!known) continue;
      const trusted = await people.trusted(one.repository, others(known.thread, us.id), this.means.settings, signal);
      const trusts = ({ id }: { readonly id: string }) => trusted.has(id);
      const cast = { us, siblings, involved, trusts, unfinished: unfinished.includes(keyOf(one)) };
      const judged = judge(known.thread, cast);
      memory.threads[keyOf(one)] = { ...known, isOpen: judged.kind !== "quiet" };
      if (judged.kind === "quiet") continue;
      const allowed = { thread: known.thread, judged, cast };
      const changes = await changesOf(github, allowed, memory.pins, signal);
      pins = { ...pins, ...changes.pins };
      const { strangers } = this.means.settings;
      const candidate = candidateOf({ ...allowed, strangers, changed: changes.reason });
      found.push({ at: judged.ask.at, candidate });
    }
    memory.pins = pins;
    memory.offered = Object.fromEntries(found.map(({ candidate: { id, revision = "" } }) => [id, revision]));
    // Whoever has waited longest: a thread on which much is said does not hold up the others.
    return found.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).map(({ candidate }) => candidate);
  }
}

const others = ({ posts }: Thread, us: number) => posts.filter(({ by }) => by?.id !== us);

const isWithin = (seconds: number, at: number, now: number) => at <= now && now - at < seconds * 1000;

function notRead(memory: Memory): Candidate[] {
  const waiting = (one: Pointed, reason: string): Candidate => {
    const id = keyOf(one);
    return { id, title: id, state: "waiting", reason, shared: true };
  };
  return pointedTo(memory).flatMap((one) => {
    const gone = memory.gone[keyOf(one)];
    if (gone) return [waiting(one, `it cannot be read: ${gone.reason}`)];
    const isKnown = memory.threads[keyOf(one)] !== undefined;
    return isKnown || !isUnread(one, memory) ? [] : [waiting(one, "there are many at once: it is read with the next")];
  });
}

/** What nobody can work on by way of this API is said all the same. */
function unreadable({ notifications }: Memory): Candidate[] {
  const odd = notifications.filter(({ subject, unread }) => unread && !["Issue", "PullRequest"].includes(subject.type));
  return odd.map(({ id, subject, repository }) => ({
    id: `notification ${id}`,
    title: `${repository.full_name}: ${subject.title.replaceAll(/\s+/g, " ").slice(0, 150)}`,
    state: "waiting",
    reason: `it is a ${subject.type}, neither an issue nor a pull request: look at it yourself`,
    untrusted: true,
    shared: true,
  }));
}
