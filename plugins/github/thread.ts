import type { z } from "zod";
import type { GitHub } from "./client.ts";
import { Comment, Issue, PullRequest, Review } from "./shapes.ts";

/** Who said what before them is nobody's request any more, and each of them may have to be asked after. */
const MOST_POSTS = 60;

/** Whoever wrote something, by the number that stays with them whatever they call themselves. */
export interface Actor {
  readonly id: number;
  readonly login: string;
  readonly isBot: boolean;
}

/** Something that was said on an issue or a pull request. */
export interface Post {
  /** "opening", "comment 7": tells posts of one thread apart. */
  readonly id: string;
  /** Missing for an account that is no more. */
  readonly by?: Actor | undefined;
  /** The app that wrote it in their name. */
  readonly app?: string | undefined;
  /** Times as GitHub writes them: they sort as text. */
  readonly at: string;
  readonly edited: string;
  readonly text: string;
  readonly url: string;
}

/** An issue or a pull request, and all that was said there, in the order in which it was said. */
export interface Thread {
  readonly repository: string;
  readonly isPrivate: boolean;
  readonly number: number;
  readonly isPull: boolean;
  readonly title: string;
  readonly url: string;
  /** When it was closed; missing while it is open. */
  readonly closed?: string | undefined;
  /** The ids of those it is assigned to, or whose review is asked for. */
  readonly assigned: readonly number[];
  /** The opening, and the latest. */
  readonly posts: readonly Post[];
  /** How many there are between those. */
  readonly omitted: number;
}

/** Which thread, and what is known of its repository. */
export interface Place {
  readonly repository: string;
  readonly isPrivate: boolean;
  readonly number: number;
  readonly isPull: boolean;
}

/** Reads one thread as it stands now. */
export async function readThread(github: GitHub, place: Place, signal: AbortSignal): Promise<Thread> {
  const { repository, number, isPull } = place;
  const of = (path: string) => `/repos/${repository}/${path}`;
  const many = "?per_page=100";
  const [issue, comments, pull, reviews, lines] = await Promise.all([
    github.get(of(`issues/${number}`), Issue, signal),
    github.list(of(`issues/${number}/comments${many}`), Comment, signal),
    isPull ? github.get(of(`pulls/${number}`), PullRequest, signal) : { requested_reviewers: [] },
    isPull ? github.list(of(`pulls/${number}/reviews${many}`), Review, signal) : [],
    isPull ? github.list(of(`pulls/${number}/comments${many}`), Comment, signal) : [],
  ]);
  const assigned = [...issue.assignees, ...pull.requested_reviewers].map(({ id }) => id);
  const said = [
    ...comments.map((one) => commentPost("comment", one)),
    ...lines.map((one) => commentPost("line", one)),
    ...reviews.flatMap((one) => reviewPost(one) ?? []),
  ];
  const { title, html_url: url, closed_at: closed } = issue;
  const latest = said.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).slice(-MOST_POSTS);
  const posts = [opening(issue), ...latest];
  return { ...place, title, url, assigned, posts, omitted: said.length - latest.length, ...(closed && { closed }) };
}

function opening(issue: z.infer<typeof Issue>): Post {
  const { user, body, created_at: at, html_url: url, performed_via_github_app: app } = issue;
  // When its text was last changed is not told: what is said below it changes this time, too.
  return { id: "opening", by: actor(user), at, edited: at, text: body, url, ...(app && { app: app.slug }) };
}

function commentPost(kind: string, comment: z.infer<typeof Comment>): Post {
  const { id, user, body, created_at: at, updated_at: edited, html_url: url, performed_via_github_app: app } = comment;
  return { id: `${kind} ${id}`, by: actor(user), at, edited, text: body, url, ...(app && { app: app.slug }) };
}

/** A review without a word is worth a line only when it asks for changes: what it says about lines is there by itself. */
function reviewPost({
  id,
  user,
  body,
  state,
  submitted_at: at,
  html_url: url,
}: z.infer<typeof Review>): Post | undefined {
  const text = body || (state === "CHANGES_REQUESTED" ? "(changes requested)" : "");
  return text && at ? { id: `review ${id}`, by: actor(user), at, edited: at, text, url } : undefined;
}

const actor = (user: z.infer<typeof Issue>["user"]): Actor | undefined =>
  user === null ? undefined : { id: user.id, login: user.login, isBot: user.type !== "User" };

export const idOf = ({ repository, number }: Pick<Thread, "repository" | "number">): string =>
  `${repository}#${number}`;
