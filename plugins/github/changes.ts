import { changedSince, isStrange, strangersWords, who } from "./candidate.ts";
import type { GitHub } from "./client.ts";
import type { Cast, Judgement } from "./judge.ts";
import { Edited } from "./shapes.ts";
import { idOf, type Thread } from "./thread.ts";
import { GitHubError } from "./transport.ts";

/** A thread on which somebody who may has asked for something. */
export interface Allowed {
  readonly thread: Thread;
  readonly judged: Exclude<Judgement, { kind: "quiet" }>;
  readonly cast: Cast;
}

/** What strangers' words came to, by item and by the post that asked. */
type Pins = Readonly<Record<string, string>>;

/** Of a text that was changed before we first saw it: nothing is ever the same as this. */
const CHANGED = "changed";
const LAST_EDIT = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issueOrPullRequest(number: $number) { ... on Issue { lastEditedAt } ... on PullRequest { lastEditedAt } }
  }
}`;

/**
 * Who may ask has asked for what stood there at that time: what strangers make of their words later is not what they have
 * seen. Answers with why it is not to be done, if so, and what has to be remembered.
 */
export async function changesOf(
  github: GitHub,
  { thread, judged, cast }: Allowed,
  before: Pins,
  signal: AbortSignal,
): Promise<{ readonly reason?: string; readonly pins: Pins }> {
  const { kind, ask, shown } = judged;
  const words = strangersWords(thread, shown, cast);
  if (kind === "stranger" || words === undefined) return { pins: {} };
  const key = `${idOf(thread)} ${ask.id}`;
  const pin = before[key] ?? ((await isOpeningChanged(github, { thread, judged, cast }, signal)) ? CHANGED : words);
  const post = changedSince(ask, shown, cast);
  if (post === undefined && pin === words) return { pins: { [key]: pin } };
  const whose = post ? `what ${who(post.by)} wrote` : "what strangers wrote";
  const reason = `${whose} was changed after ${who(ask.by)} had asked, as far as can be told: they have to ask again`;
  return { reason, pins: { [key]: pin } };
}

/** Comments say when they were changed; of the text above them only GraphQL does. Where it does not, it may have been. */
async function isOpeningChanged(
  github: GitHub,
  { thread, judged, cast }: Allowed,
  signal: AbortSignal,
): Promise<boolean> {
  const [opening] = judged.shown;
  if (!opening || !isStrange(opening, cast) || opening.id === judged.ask.id) return false;
  const [owner, name] = thread.repository.split("/");
  try {
    const answer = await github.query(LAST_EDIT, { owner, name, number: thread.number }, Edited, signal);
    return (answer.data.repository.issueOrPullRequest.lastEditedAt ?? "") > judged.ask.at;
  } catch (thrown) {
    if (!(thrown instanceof GitHubError) || thrown.status === 0 || github.isPaused()) throw thrown;
    return true;
  }
}
