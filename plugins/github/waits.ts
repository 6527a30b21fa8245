import { z } from "zod";
import { type Clock, MidwatchError, type WaitAnswer, type WaitQuestion, type WaitResolver } from "../../src/index.ts";
import { checksAnswer } from "./checks.ts";
import { GitHub } from "./client.ts";
import type { MemoryFile } from "./memory.ts";
import type { WaitSettings } from "./options.ts";
import { People } from "./people.ts";
import { CheckRuns, Closed, Comment, CommitStatus, Pull, Review } from "./shapes.ts";

/** As people and gptme write it: "owner/repo#12", "owner/repo@1a2b3c4", or the address of a page. */
const ABOUT =
  /^(?:https:\/\/[\w.-]+\/)?(?<repository>[\w-]+\/(?!\.{1,2}[#@/])[\w.-]+?)(?:(?:#|\/(?:pull|issues)\/)(?<number>\d{1,10})|(?:@|\/commit\/)(?<sha>[0-9a-f]{7,40}))(?:[#/?]\S*)?(?: +(?<word>[a-z]+))?$/i;
const MOST_PAGES = 10;

interface Means {
  readonly settings: WaitSettings;
  readonly token: string | undefined;
  readonly file: MemoryFile;
  readonly clock: Pick<Clock, "now">;
}

interface About {
  readonly repository: string;
  readonly number?: string | undefined;
  readonly sha?: string | undefined;
  readonly word?: string | undefined;
}

/** Looks on GitHub: is it merged, closed, checked, has somebody answered? */
export class GitHubWaits implements WaitResolver {
  readonly name = "github";
  readonly kinds = ["pr", "issue", "checks", "comment"];
  private readonly means: Means;
  private last: Promise<unknown> = Promise.resolve();

  constructor(means: Means) {
    this.means = means;
  }

  /** One after the other: what GitHub says to the first, that it is to be left alone, is meant for all. */
  look(question: WaitQuestion, signal: AbortSignal): Promise<WaitAnswer> {
    const answer = this.last.then(() => this.lookAt(question, signal));
    this.last = answer.catch(() => {});
    return answer;
  }

  private async lookAt(question: WaitQuestion, signal: AbortSignal): Promise<WaitAnswer> {
    const { repository, ...about } = ABOUT.exec(question.about)?.groups ?? {};
    if (repository === undefined)
      return never(`"${question.about}" names nothing on GitHub: write ${EXAMPLES[question.kind]}`);
    const { token, settings, file, clock } = this.means;
    if (token === undefined) throw new MidwatchError(`there is no credential ${settings.token}`);
    const memory = await file.read();
    try {
      const github = new GitHub({ url: settings.url, token, clock }, memory);
      const answer = await this.ask(
        question,
        { repository, ...about },
        { github, people: new People(github, memory, clock.now()) },
        signal,
      );
      github.prune();
      return answer;
    } finally {
      await file.write(memory);
    }
  }

  private async ask(
    { kind, about: text, since }: WaitQuestion,
    about: About,
    { github, people }: { readonly github: GitHub; readonly people: People },
    signal: AbortSignal,
  ): Promise<WaitAnswer> {
    const { number, word } = about;
    if (kind === "checks") return checks(github, about, signal);
    if (number === undefined) return never(`"${text}" has no number: write ${EXAMPLES[kind]}`);
    const of = (path: string) => `/repos/${about.repository}/${path}`;
    if (kind === "comment") return comment(github, { of, number, since, us: (await people.us(signal)).id }, signal);
    const wanted = word?.toLowerCase() ?? (kind === "pr" ? "merged" : "closed");
    if (!["closed", ...(kind === "pr" ? ["merged"] : [])].includes(wanted))
      return never(`"${wanted}" cannot be checked: write ${EXAMPLES[kind]}`);
    return kind === "pr"
      ? pull(await github.get(of(`pulls/${number}`), Pull, signal), wanted)
      : closed(await github.get(of(`issues/${number}`), Closed, signal));
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  pr: "pr owner/repo#12 merged",
  issue: "issue owner/repo#12 closed",
  checks: "checks owner/repo#12, or checks owner/repo@1a2b3c4",
  comment: "comment owner/repo#12",
};

function pull({ merged_at: merged, closed_at: at, state }: z.infer<typeof Pull>, wanted: string): WaitAnswer {
  if (merged) return met(`it was merged at ${merged}`);
  if (state === "open") return pending("it is open");
  return wanted === "closed"
    ? met(`it was closed at ${at ?? "some time"}`)
    : never("it was closed without being merged");
}

const closed = ({ state, closed_at: at }: z.infer<typeof Closed>): WaitAnswer =>
  state === "closed" ? met(`it was closed at ${at ?? "some time"}`) : pending("it is open");

async function checks(github: GitHub, { repository, number, sha }: About, signal: AbortSignal): Promise<WaitAnswer> {
  const of = (path: string) => `/repos/${repository}/${path}`;
  const at = sha ?? (await github.get(of(`pulls/${number}`), Pull, signal)).head.sha;
  const runs: z.infer<typeof CheckRuns>["check_runs"] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { check_runs, total_count } = await github.get(
      of(`commits/${at}/check-runs?per_page=100&page=${page}`),
      CheckRuns,
      signal,
    );
    runs.push(...check_runs);
    if (runs.length >= total_count || check_runs.length === 0) break;
  }
  return checksAnswer(runs, await github.get(of(`commits/${at}/status?per_page=100`), CommitStatus, signal));
}

interface Awaited {
  readonly of: (path: string) => string;
  readonly number: string;
  readonly since: number;
  readonly us: number;
}

/** A review is an answer, too; of an issue there are none. */
async function comment(github: GitHub, { of, number, since, us }: Awaited, signal: AbortSignal): Promise<WaitAnswer> {
  const from = `${new Date(since).toISOString().slice(0, 19)}Z`;
  const comments = await github.list(of(`issues/${number}/comments?since=${from}&per_page=100`), Comment, signal);
  const reviews = await github.find(of(`pulls/${number}/reviews?per_page=100`), z.array(Review), signal);
  const said = [
    ...comments.map(({ user, created_at: at }) => ({ user, at })),
    ...(reviews ?? []).map(({ user, submitted_at: at }) => ({ user, at: at ?? "" })),
  ];
  const other = said.find(({ user, at }) => user?.id !== us && at >= from);
  return other
    ? met(`${other.user?.login ?? "a person"} wrote at ${other.at}`)
    : pending("no other person has written");
}

const met = (reason: string): WaitAnswer => ({ state: "met", reason });
const pending = (reason: string): WaitAnswer => ({ state: "pending", reason });
const never = (reason: string): WaitAnswer => ({ state: "never", reason });
