import { createHash } from "node:crypto";
import type { Candidate } from "../../src/index.ts";
import type { Cast, Judgement } from "./judge.ts";
import type { SourceSettings } from "./options.ts";
import { type Actor, idOf, type Post, type Thread } from "./thread.ts";

const MOST_POSTS = 20;
const LONGEST_POST = 16_000;
const LONGEST_TITLE = 200;

type Asked = Exclude<Judgement, { kind: "quiet" }>;

/** How a thread that somebody waits for is offered. */
export interface Offer {
  readonly thread: Thread;
  readonly judged: Asked;
  readonly cast: Cast;
  readonly strangers: SourceSettings["strangers"];
  /** Why it cannot be taken although somebody may ask for it: a stranger's text was changed after they had. */
  readonly changed?: string | undefined;
}

/** As work: its text is what had been said when it was asked for, and nothing that came later. */
export function candidateOf({ thread, judged, cast, strangers, changed }: Offer): Candidate {
  const { ask, shown } = judged;
  const id = idOf(thread);
  const isTheirs = judged.kind === "stranger";
  const untrusted = !thread.isPrivate || isTheirs || shown.some((post) => isStrange(post, cast));
  return {
    id,
    title: `${id}: ${oneLine(thread.title)}`.slice(0, LONGEST_TITLE),
    body: bodyOf(thread, shown),
    fields: { url: thread.url, asked: `${who(ask.by)}, ${ask.at}`, kind: thread.isPull ? "pull request" : "issue" },
    origin: { by: "github", actor: who(ask.by), url: ask.url },
    replyTo: { channel: "github", to: id },
    shared: true,
    revision: revisionOf(thread, judged),
    ...(untrusted && { untrusted }),
    ...stateOf(judged, strangers, changed),
  };
}

function stateOf({ kind, ask }: Asked, strangers: Offer["strangers"], changed: string | undefined) {
  if (changed !== undefined) return { state: "waiting", reason: changed } as const;
  if (kind === "asked" || strangers === "show") return { state: "ready" } as const;
  const reason = `${who(ask.by)} asks, and is not allowed to: add the id under allow, or let an allowed person ask`;
  return { state: "waiting", reason } as const;
}

/** What was asked for: the last word that counts, and all it was said about. */
const revisionOf = (thread: Thread, { ask, shown }: Asked): string =>
  hash([thread.title, ask.id, ...shown.map(({ id, text }) => [id, text])]).slice(0, 16);

/** What strangers' words on a thread come to, its title among them when it is one of theirs. */
export function strangersWords(thread: Thread, shown: readonly Post[], cast: Cast): string | undefined {
  const strange = shown.filter((post) => isStrange(post, cast));
  if (strange.length === 0) return undefined;
  const title = strange.some(({ id }) => id === "opening") ? [thread.title] : [];
  return hash([...title, ...strange.map(({ id, text }) => [id, text])]);
}

/** Whose words were changed after somebody who may had asked for something on them; as far as the times of posts tell. */
export const changedSince = (ask: Post, shown: readonly Post[], cast: Cast): Post | undefined =>
  shown.find((post) => isStrange(post, cast) && post.id !== ask.id && post.edited > ask.at);

export const isStrange = (post: Post, cast: Cast): boolean =>
  post.by?.id !== cast.us.id && !(post.by && cast.siblings.includes(post.by.id)) && !cast.trusts(post);

export const who = (by: Actor | undefined): string => (by ? `${by.login} (${by.id})` : "an account that is no more");

function bodyOf(thread: Thread, shown: readonly Post[]): string {
  const [opening, ...rest] = shown;
  const latest = rest.slice(-MOST_POSTS);
  const left = thread.omitted + rest.length - latest.length;
  const gap = left > 0 ? [`(${left} more in between: ${thread.url})`] : [];
  return [opening, ...gap, ...latest].flatMap((one) => (one === undefined ? [] : [sectionOf(one)])).join("\n\n");
}

function sectionOf(post: Post | string): string {
  if (typeof post === "string") return post;
  const text = post.text.length > LONGEST_POST ? `${post.text.slice(0, LONGEST_POST)} … (cut off here)` : post.text;
  return `${who(post.by)}, ${post.at}:\n\n${text || "(nothing)"}`;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim() || "(no title)";

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
