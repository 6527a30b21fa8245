import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An account, as every answer of GitHub's has it. */
export interface Account {
  readonly id: number;
  login: string;
  readonly type: "User" | "Bot";
}

interface Repo {
  readonly full_name: string;
  private: boolean;
  /** By login: what GitHub calls role_name. */
  readonly roles: Record<string, string>;
}

interface Said {
  readonly id: number;
  user: Account | null;
  body: string;
  created_at: string;
  updated_at: string;
  app?: string;
}

interface Thread extends Said {
  readonly repo: string;
  readonly number: number;
  title: string;
  state: "open" | "closed";
  closed_at: string | null;
  isPull: boolean;
  merged: boolean;
  lastEditedAt: string | null;
  head: string;
  assignees: Account[];
  reviewers: Account[];
  readonly comments: Said[];
  readonly reviews: (Said & { readonly state: string })[];
  readonly lines: Said[];
}

interface Notified {
  readonly id: string;
  readonly thread: Thread;
  readonly to: Account;
  reason: string;
  unread: boolean;
  updated_at: string;
}

interface CheckRun {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
}

interface Reply {
  readonly status: number;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * GitHub's REST API on loopback, in the shapes it documents: pages by Link, tags, Last-Modified of notifications, limits.
 * Tokens are "token-of-<login>".
 */
export class MockGitHub {
  readonly seen: Seen[] = [];
  url = "";
  /** Answers in the place of GitHub; undefined leaves it to it. */
  instead: (method: string, path: string) => Reply | undefined = () => undefined;
  /** Called before an answer is sent. */
  before: (method: string, path: string) => Promise<void> | void = () => {};
  pollInterval = 60;
  pageSize = 100;
  readonly checks = new Map<
    string,
    { readonly runs: CheckRun[]; readonly statuses: { context: string; state: string }[] }
  >();
  private readonly accounts: Account[] = [];
  private readonly repos: Repo[] = [];
  private readonly threads: Thread[] = [];
  private readonly notified: Notified[] = [];
  private readonly server = createServer((request, response) => void this.respond(request, response));
  private posted = "";
  private id = 1000;
  private at = Date.parse("2026-11-23T08:00:00Z");

  async listen(): Promise<this> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  account(login: string, { id = this.next(), type = "User" as Account["type"] } = {}): Account {
    const account = { id, login, type };
    this.accounts.push(account);
    return account;
  }

  remove(account: Account): void {
    this.accounts.splice(this.accounts.indexOf(account), 1);
    for (const thread of this.threads)
      for (const said of [thread, ...thread.comments]) if (said.user === account) said.user = null;
  }

  repo(name: string, { isPrivate = true, roles = {} as Record<string, string> } = {}): string {
    this.repos.push({ full_name: name, private: isPrivate, roles });
    return name;
  }

  issue(repo: string, by: Account, given: Partial<Thread> = {}): Thread {
    const number = this.threads.filter((one) => one.repo === repo).length + 1;
    const said = this.said(by, given.body ?? "Please look at this.");
    const thread: Thread = {
      repo,
      number,
      title: `Issue ${number}`,
      state: "open",
      closed_at: null,
      isPull: false,
      merged: false,
      lastEditedAt: null,
      head: "",
      assignees: [],
      reviewers: [],
      comments: [],
      reviews: [],
      lines: [],
      ...said,
      ...given,
    };
    this.threads.push(thread);
    for (const one of [...thread.assignees, ...thread.reviewers]) this.notify(thread, one, "assign");
    this.notifyMentioned(thread, said);
    return thread;
  }

  comment(thread: Thread, by: Account, body: string, given: Partial<Said> = {}): Said {
    const said = { ...this.said(by, body), ...given };
    thread.comments.push(said);
    this.notifyMentioned(thread, said);
    for (const one of this.notified.filter((each) => each.thread === thread && each.to !== by))
      this.notify(thread, one.to, one.reason);
    return said;
  }

  review(thread: Thread, by: Account, state: string, body = ""): void {
    thread.reviews.push({ ...this.said(by, body), state });
    for (const one of this.notified.filter((each) => each.thread === thread && each.to !== by))
      this.notify(thread, one.to, one.reason);
  }

  edit(said: Said | Thread, body: string): void {
    said.body = body;
    said.updated_at = this.time();
    if ("lastEditedAt" in said) said.lastEditedAt = said.updated_at;
  }

  close_(thread: Thread): void {
    thread.state = "closed";
    thread.closed_at = this.time();
  }

  notify(thread: Thread, to: Account, reason: string): void {
    const known = this.notified.find((one) => one.thread === thread && one.to === to);
    if (known) Object.assign(known, { unread: true, updated_at: this.time() });
    else this.notified.push({ id: String(this.next()), thread, to, reason, unread: true, updated_at: this.time() });
  }

  notifications(to: Account): readonly Notified[] {
    return this.notified.filter((one) => one.to === to);
  }

  asked(method: string, path: RegExp): readonly Seen[] {
    return this.seen.filter((one) => one.method === method && path.test(one.path));
  }

  private notifyMentioned(thread: Thread, { body, user }: Said): void {
    for (const one of this.accounts)
      if (one !== user && body.toLowerCase().includes(`@${one.login.toLowerCase()}`))
        this.notify(thread, one, "mention");
  }

  private said(user: Account, body: string): Said {
    const at = this.time();
    return { id: this.next(), user, body, created_at: at, updated_at: at };
  }

  private next(): number {
    this.id += 1;
    return this.id;
  }

  /** A minute later each time. */
  private time(): string {
    this.at += 60_000;
    return `${new Date(this.at).toISOString().slice(0, 19)}Z`;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/", headers } = request;
    this.posted = await text(request);
    const reply = this.instead(method, path) ?? this.tagged(this.answer(method, path, headers), headers);
    await this.before(method, path);
    this.seen.push({ method, path, status: reply.status, headers });
    response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8", ...reply.headers });
    response.end(reply.value === undefined ? undefined : JSON.stringify(reply.value));
  }

  /** Whoever has it already is told so. */
  private tagged(reply: Reply, headers: IncomingMessage["headers"]): Reply {
    if (reply.status !== 200) return reply;
    const hash = createHash("sha256").update(JSON.stringify([reply.value, reply.headers?.link]));
    const etag = `W/"${hash.digest("hex")}"`;
    if (headers["if-none-match"] === etag) return { status: 304, headers: { ...reply.headers, etag } };
    return { ...reply, headers: { ...reply.headers, etag } };
  }

  private answer(method: string, path: string, headers: IncomingMessage["headers"]): Reply {
    const { pathname, searchParams } = new URL(path, "http://api");
    const us = this.accounts.find(({ login }) => headers.authorization === `Bearer token-of-${login}`);
    if (!us)
      return {
        status: 401,
        value: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" },
      };
    const page = (all: readonly unknown[]) => this.page(all, path, searchParams);
    if (pathname === "/user") return ok(accountOf(us));
    const user = /^\/users\/(?<login>[^/]+)$/.exec(pathname)?.groups?.login;
    if (user !== undefined)
      return found(
        this.accounts.find(({ login }) => login === decodeURIComponent(user)),
        accountOf,
      );
    if (pathname === "/notifications") return this.notificationsOf(us, { page, searchParams });
    const read = /^\/notifications\/threads\/(?<id>\d+)$/.exec(pathname)?.groups?.id;
    if (read !== undefined && method === "PATCH") return this.read(read);
    if (pathname === "/graphql" && method === "POST") return this.lastEdit();
    if (pathname === "/issues")
      return page(
        this.threads
          .filter(({ assignees, state }) => state === "open" && assignees.includes(us))
          .map((one) => this.issueOf(one, true)),
      );
    return this.inRepo(pathname, page);
  }

  private inRepo(pathname: string, page: (all: readonly unknown[]) => Reply): Reply {
    const { repo = "", rest = "" } = /^\/repos\/(?<repo>[^/]+\/[^/]+)\/(?<rest>.*)$/.exec(pathname)?.groups ?? {};
    const login = /^collaborators\/(?<login>[^/]+)\/permission$/.exec(rest)?.groups?.login;
    if (login !== undefined) return this.permission(repo, decodeURIComponent(login));
    const sha = /^commits\/(?<sha>[^/]+)\/(?<what>check-runs|status)$/.exec(rest)?.groups;
    if (sha) return this.checksOf(sha.sha ?? "", sha.what ?? "");
    const {
      kind,
      number,
      what = "",
    } = /^(?<kind>issues|pulls)\/(?<number>\d+)(?:\/(?<what>\w+))?$/.exec(rest)?.groups ?? {};
    const thread = this.threads.find((one) => one.repo === repo && one.number === Number(number));
    if (!thread || (kind === "pulls" && !thread.isPull)) return NOT_FOUND;
    switch (`${kind}/${what}`) {
      case "issues/":
        return ok(this.issueOf(thread, false));
      case "issues/comments":
        return page(thread.comments.map((one) => commentOf(one, thread)));
      case "pulls/":
        return ok(this.pullOf(thread));
      case "pulls/comments":
        return page(thread.lines.map((one) => commentOf(one, thread)));
      case "pulls/reviews":
        return page(
          thread.reviews.map((one) => ({ ...commentOf(one, thread), state: one.state, submitted_at: one.created_at })),
        );
      default:
        return NOT_FOUND;
    }
  }

  private notificationsOf(
    us: Account,
    { page, searchParams }: { page: (all: readonly unknown[]) => Reply; searchParams: URLSearchParams },
  ): Reply {
    const all = this.notified
      .filter(({ to, unread }) => to === us && (unread || searchParams.get("all") === "true"))
      .filter(({ updated_at }) => updated_at > (searchParams.get("since") ?? ""))
      .filter(({ reason }) => reason !== "subscribed" || searchParams.get("participating") !== "true")
      .toSorted((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
    const answer = page(all.map((one) => this.notificationOf(one)));
    return { ...answer, headers: { ...answer.headers, "x-poll-interval": String(this.pollInterval) } };
  }

  private notificationOf({ id, unread, reason, updated_at, thread }: Notified) {
    const kind = thread.isPull ? "pulls" : "issues";
    const url = `${this.url}/repos/${thread.repo}/${kind}/${thread.number}`;
    return {
      id,
      unread,
      reason,
      updated_at,
      last_read_at: unread ? null : updated_at,
      subject: { title: thread.title, url, latest_comment_url: url, type: thread.isPull ? "PullRequest" : "Issue" },
      repository: this.repositoryOf(thread.repo),
      url: `${this.url}/notifications/threads/${id}`,
      subscription_url: `${this.url}/notifications/threads/${id}/subscription`,
    };
  }

  private lastEdit(): Reply {
    const { variables } = JSON.parse(this.posted) as { variables: { owner: string; name: string; number: number } };
    const thread = this.threads.find(
      ({ repo, number }) => repo === `${variables.owner}/${variables.name}` && number === variables.number,
    );
    if (!thread) return ok({ data: { repository: { issueOrPullRequest: null } }, errors: [{ type: "NOT_FOUND" }] });
    return ok({ data: { repository: { issueOrPullRequest: { lastEditedAt: thread.lastEditedAt } } } });
  }

  private read(id: string): Reply {
    const known = this.notified.find((one) => one.id === id);
    if (known) known.unread = false;
    return known ? { status: 205 } : NOT_FOUND;
  }

  private permission(repo: string, login: string): Reply {
    const user = this.accounts.find((one) => one.login === login);
    if (!user) return NOT_FOUND;
    const known = this.repos.find(({ full_name }) => full_name === repo);
    const role = known?.roles[login] ?? (known?.private ? "none" : "read");
    const permission = { maintain: "write", triage: "read" }[role] ?? role;
    return ok({ permission, role_name: role, user: { ...accountOf(user), permissions: {} } });
  }

  private checksOf(sha: string, what: string): Reply {
    const { runs, statuses } = this.checks.get(sha) ?? { runs: [], statuses: [] };
    if (what === "check-runs")
      return ok({
        total_count: runs.length,
        check_runs: runs.map((one) => ({ id: this.next(), head_sha: sha, ...one })),
      });
    const states = statuses.map(({ state }) => state);
    const state =
      states.includes("failure") || states.includes("error")
        ? "failure"
        : states.every((one) => one === "success") && states.length > 0
          ? "success"
          : "pending";
    return ok({ state, sha, total_count: statuses.length, statuses });
  }

  private repositoryOf(full_name: string) {
    const isPrivate = this.repos.find((one) => one.full_name === full_name)?.private ?? false;
    return {
      id: 1,
      name: full_name.split("/")[1],
      full_name,
      private: isPrivate,
      html_url: `https://github.com/${full_name}`,
    };
  }

  private issueOf(thread: Thread, withRepository: boolean) {
    const { number, title, state, closed_at, assignees, isPull, repo } = thread;
    return {
      ...commentOf(thread, thread),
      html_url: `https://github.com/${repo}/${isPull ? "pull" : "issues"}/${number}`,
      number,
      title,
      state,
      closed_at,
      locked: false,
      labels: [],
      comments: thread.comments.length,
      assignees: assignees.map(accountOf),
      ...(isPull && {
        pull_request: { url: `${this.url}/repos/${repo}/pulls/${number}`, merged_at: thread.merged ? closed_at : null },
      }),
      ...(withRepository && { repository: this.repositoryOf(repo) }),
    };
  }

  private pullOf(thread: Thread) {
    const { number, title, state, closed_at, merged, head, reviewers } = thread;
    const merged_at = merged ? closed_at : null;
    return {
      number,
      title,
      state,
      closed_at,
      merged,
      merged_at,
      draft: false,
      head: { sha: head, ref: "topic" },
      requested_reviewers: reviewers.map(accountOf),
    };
  }

  private page(all: readonly unknown[], path: string, params: URLSearchParams): Reply {
    const size = Math.min(this.pageSize, Number(params.get("per_page") ?? 30));
    const at = Number(params.get("page") ?? 1);
    const next = new URL(path, this.url);
    next.searchParams.set("page", String(at + 1));
    const more = all.length > at * size;
    return {
      status: 200,
      value: all.slice((at - 1) * size, at * size),
      headers: more ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : {},
    };
  }
}

const ok = (value: unknown): Reply => ({ status: 200, value });
const NOT_FOUND: Reply = {
  status: 404,
  value: { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" },
};
const found = <T>(value: T | undefined, shape: (value: T) => unknown): Reply =>
  value === undefined ? NOT_FOUND : ok(shape(value));

const accountOf = ({ id, login, type }: Account) => ({
  id,
  login,
  type,
  node_id: `U_${id}`,
  site_admin: false,
  url: `https://api.github.com/users/${login}`,
});

const commentOf = ({ id, user, body, created_at, updated_at, app }: Said, { repo, number }: Thread) => ({
  id,
  node_id: `IC_${id}`,
  html_url: `https://github.com/${repo}/issues/${number}#issuecomment-${id}`,
  body,
  user: user && accountOf(user),
  created_at,
  updated_at,
  author_association: "NONE",
  reactions: {},
  performed_via_github_app: app === undefined ? null : { id: 7, slug: app, name: app },
});
