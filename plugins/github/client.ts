import { z } from "zod";
import type { Clock } from "../../src/index.ts";
import { pauseAfter } from "./limits.ts";
import { bodyOf, GitHubError, type Init, parsed, request, saidIn } from "./transport.ts";

const MOST_PAGES = 20;
const GRAPHQL = "/graphql";

/** An answer that may be asked for again: by its tag, or by its age. */
export interface Remembered {
  readonly value: unknown;
  readonly tag?: string | undefined;
  readonly modified?: string | undefined;
}

/** What a client needs of the world, and keeps between sessions. */
export interface ClientState {
  /** Epoch milliseconds before which GitHub has asked not to be asked. */
  pausedUntil: number;
  /** By path: what was answered, for as long as it may be asked for again. */
  answers: Record<string, Remembered>;
}

interface Connection {
  readonly url: string;
  readonly token: string;
  readonly clock: Pick<Clock, "now">;
}

/** Asks GitHub's REST API, politely: what it has seen it asks for by tag, and it rests when it is told to. */
export class GitHub {
  private readonly to: Connection;
  private readonly state: ClientState;
  private readonly asked = new Set<string>();

  constructor(to: Connection, state: ClientState) {
    this.to = to;
    this.state = state;
  }

  async get<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    return (await this.page(path, schema, signal)).value;
  }

  /** All pages of a list, as long as they are on the same host. */
  async list<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T[]> {
    const all: T[] = [];
    let next: string | undefined = path;
    for (let count = 0; next !== undefined && count < MOST_PAGES; count++) {
      const page: { value: T[]; next?: string | undefined } = await this.page(next, z.array(schema), signal);
      all.push(...page.value);
      next = page.next;
    }
    return all;
  }

  /** Undefined when nothing of that is there, or we may not see it. */
  async find<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    return this.get(path, schema, signal).catch((thrown: unknown) => {
      if (thrown instanceof GitHubError && [403, 404, 410].includes(thrown.status) && !this.isPaused())
        return undefined;
      throw thrown;
    });
  }

  async send(method: "PATCH", path: string, signal: AbortSignal): Promise<void> {
    await this.ask(path, { method }, signal);
  }

  /** What only GraphQL tells. An Enterprise Server has that beside its REST API. */
  async query<T>(query: string, variables: unknown, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const body = JSON.stringify({ query, variables });
    const headers = { "content-type": "application/json" };
    const response = await this.ask(GRAPHQL, { method: "POST", headers, body }, signal);
    return parsed(schema, await bodyOf(response), GRAPHQL);
  }

  /** Whether GitHub wants to be left alone for now: what it refuses then says nothing of what was asked for. */
  isPaused(): boolean {
    return this.state.pausedUntil > this.to.clock.now();
  }

  /** Forgets what nobody has asked for by way of this client. */
  prune(): void {
    this.state.answers = Object.fromEntries(
      Object.entries(this.state.answers).filter(([path]) => this.asked.has(path)),
    );
  }

  /** How long GitHub wants a poller to wait, in seconds; as it said with its last answer to that path. */
  readonly waits = new Map<string, number>();

  private async page<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal) {
    const known = this.state.answers[path];
    this.asked.add(path);
    const headers: Record<string, string> = {
      ...(known?.tag !== undefined && { "if-none-match": known.tag }),
      ...(known?.modified !== undefined && { "if-modified-since": known.modified }),
    };
    const response = await this.ask(path, { headers }, signal);
    const interval = Number(response.headers.get("x-poll-interval"));
    if (interval > 0) this.waits.set(path, interval);
    if (response.status === 304 && known) return known.value as { value: T; next?: string | undefined };
    const value = parsed(schema, await bodyOf(response), path);
    const page = { value, next: this.nextOf(response.headers.get("link")) };
    this.state.answers[path] = {
      value: page,
      tag: response.headers.get("etag") ?? undefined,
      modified: response.headers.get("last-modified") ?? undefined,
    };
    return page;
  }

  private async ask(path: string, init: Init, signal: AbortSignal): Promise<Response> {
    const { token } = this.to;
    if (this.isPaused())
      throw new GitHubError(429, `GitHub asks to wait until ${new Date(this.state.pausedUntil).toISOString()}`);
    const base = path === GRAPHQL ? this.base.replace(/\/v3$/, "") : this.base;
    const response = await request(`${base}${path}`, token, init, signal);
    if (response.ok || response.status === 304) return response;
    throw await this.refusal(response, path);
  }

  private async refusal(response: Response, path: string): Promise<GitHubError> {
    const said = await saidIn(response);
    const until = pauseAfter({ status: response.status, headers: response.headers, said }, this.to.clock.now());
    if (until !== undefined) this.state.pausedUntil = until;
    const what = `GitHub answered ${path.split("?")[0]} with ${response.status}${said ? `: ${said}` : ""}`;
    if (response.status === 401) return new GitHubError(401, `${what}; renew the token`);
    return new GitHubError(
      response.status,
      until === undefined ? what : `${what}; it is asked again after ${new Date(until).toISOString()}`,
    );
  }

  private nextOf(link: string | null): string | undefined {
    const next = /<(?<url>[^<>]+)>;\s*rel="next"/.exec(link ?? "")?.groups?.url;
    return next?.startsWith(`${this.base}/`) ? next.slice(this.base.length) : undefined;
  }

  private get base(): string {
    return this.to.url.replace(/\/$/, "");
  }
}
