import { z } from "zod";
import { type Clock, MidwatchError } from "../../src/index.ts";
import { pauseAfter } from "./limits.ts";

const LONGEST_BODY = 8 * 1024 * 1024;
const MOST_PAGES = 20;
const TIMEOUT_MS = 20_000;
const VERSION = "2022-11-28";

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

/** What GitHub has refused, as far as that says something about what was asked for. */
export class GitHubError extends MidwatchError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
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

  async send(method: "PATCH" | "POST", path: string, signal: AbortSignal): Promise<void> {
    await this.ask(path, { method }, signal);
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
    const { url, token } = this.to;
    if (this.isPaused())
      throw new GitHubError(429, `GitHub asks to wait until ${new Date(this.state.pausedUntil).toISOString()}`);
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "x-github-api-version": VERSION,
      "user-agent": "midwatch",
      ...init.headers,
    };
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    // A token goes where the owner's file says, and nowhere else: what has moved is not followed.
    const response = await fetch(`${url.replace(/\/$/, "")}${path}`, {
      ...init,
      headers,
      redirect: "manual",
      signal: within,
    }).catch((thrown: unknown) => {
      throw new GitHubError(0, `GitHub cannot be reached at ${url}: ${causeOf(thrown)}`);
    });
    if (response.ok || response.status === 304) return response;
    throw await this.refusal(response, path);
  }

  private async refusal(response: Response, path: string): Promise<GitHubError> {
    const said = Refusal.safeParse(await bodyOf(response).catch(() => ({}))).data?.message ?? "";
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
    const base = this.to.url.replace(/\/$/, "");
    return next?.startsWith(`${base}/`) ? next.slice(base.length) : undefined;
  }
}

/** What is wrong with a connection stands one level down. */
function causeOf(thrown: unknown): string {
  const { message = String(thrown), cause } = thrown as {
    message?: string;
    cause?: { message?: string; code?: string };
  };
  return cause?.message || cause?.code || message;
}

interface Init {
  readonly method?: "PATCH" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
}

const Refusal = z.object({ message: z.string().transform((text) => text.slice(0, 300)) });

async function bodyOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_BODY)
      throw new GitHubError(response.status, `GitHub's answer is longer than ${LONGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as unknown);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new GitHubError(
    200,
    `GitHub's answer to ${path.split("?")[0]} is not what it documents: ${issue?.path.join(".")}: ${issue?.message}`,
  );
}
