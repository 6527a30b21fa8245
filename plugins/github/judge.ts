import type { Actor, Post, Thread } from "./thread.ts";

/** Who is who on a thread. */
export interface Cast {
  readonly us: Actor;
  /** Ids of the other agents' accounts. */
  readonly siblings: readonly number[];
  /** Whether what this post asks for may be done. */
  trusts(post: Post): boolean;
  /** Whether what is said to nobody in particular is said to us. */
  readonly involved: boolean;
  /** Whether a session has begun with it and not ended it: then what we said since was not the last word. */
  readonly unfinished: boolean;
}

/** What a thread comes to for us. */
export type Judgement =
  /** Nobody waits for us: we had the last word, or nobody has spoken to us. */
  | { readonly kind: "quiet" }
  /** `ask` is the last word that counts, `shown` all that was said up to it. */
  | { readonly kind: "asked"; readonly ask: Post; readonly shown: readonly Post[] }
  /** Somebody asks whom nobody has allowed to. */
  | { readonly kind: "stranger"; readonly ask: Post; readonly shown: readonly Post[] };

/** So often may agents answer one another with nobody else saying anything. */
const MOST_HOPS = 2;

/**
 * Whether somebody waits for our answer. By the last word and nothing else: what was dropped is asked for again, and what
 * was answered is over, without anybody keeping book.
 */
export function judge(thread: Thread, cast: Cast): Judgement {
  const { posts } = thread;
  const ours = cast.unfinished ? -1 : posts.findLastIndex(({ by }) => by?.id === cast.us.id);
  const siblings = posts.findLastIndex((post) => isSibling(post, cast) && !isAddressed(post, cast));
  const answered = cast.unfinished ? -1 : Math.max(ours, siblings);
  // What is said to us by name waits for us; what is said to whoever is there has been answered by any of us.
  const asks = posts.filter(
    (post, at) => at > (isForUs(post, thread, cast) ? ours : answered) && asksUs(post, thread, cast),
  );
  const trusted = asks.findLast((post) => isSibling(post, cast) || cast.trusts(post));
  const ask = trusted ?? asks.at(-1);
  if (!ask) return { kind: "quiet" };
  const shown = posts.slice(0, posts.indexOf(ask) + 1);
  return { kind: trusted ? "asked" : "stranger", ask, shown };
}

function asksUs(post: Post, thread: Thread, cast: Cast): boolean {
  const addressed = isAddressed(post, cast);
  if (post.by?.id === cast.us.id) return false;
  if (thread.closed !== undefined && !(addressed && post.at > thread.closed)) return false;
  if (isSibling(post, cast)) return addressed && hops(thread, post, cast) <= MOST_HOPS;
  if (isForUs(post, thread, cast)) return true;
  return post.id !== "opening" && cast.involved && mentionsIn(post.text).length === 0;
}

const isForUs = (post: Post, thread: Thread, cast: Cast) =>
  isAddressed(post, cast) || (post.id === "opening" && thread.assigned.includes(cast.us.id));

const isAddressed = ({ text }: Post, { us }: Cast) => mentionsIn(text).includes(us.login.toLowerCase());

/** How many in a row, up to that one, were said by agents. */
function hops({ posts }: Thread, post: Post, cast: Cast): number {
  const upTo = posts.slice(0, posts.indexOf(post) + 1);
  const other = upTo.findLastIndex((one) => one.by?.id !== cast.us.id && !isSibling(one, cast));
  return upTo.length - 1 - other;
}

const isSibling = ({ by }: Post, { siblings }: Cast) => by !== undefined && siblings.includes(by.id);

const FENCED = /^(?: {0,3})(?<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\k<fence>|$(?![\s\S]))/gm;
const QUOTED = /^ {0,3}>.*$/gm;
const CODE = /`[^`\n]*`/g;
const MENTION = /(?<![\w/@.-])@(?<login>[a-z\d](?:[a-z\d-]{0,38})(?:\[bot\])?)(?![\w/])/gi;

/** The logins that a text speaks to, in lower case: not those in code, nor in what it quotes. */
function mentionsIn(text: string): readonly string[] {
  const spoken = text.replaceAll(FENCED, "").replaceAll(QUOTED, "").replaceAll(CODE, "");
  return [...spoken.matchAll(MENTION)].map(({ groups }) => (groups?.login ?? "").toLowerCase());
}
