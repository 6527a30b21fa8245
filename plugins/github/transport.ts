import { z } from "zod";
import { MidwatchError } from "../../src/index.ts";

const LONGEST_BODY = 8 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const VERSION = "2022-11-28";

/** What GitHub has refused, as far as that says something about what was asked for. */
export class GitHubError extends MidwatchError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One request, as whoever the token belongs to. */
export interface Init {
  readonly method?: "PATCH" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request, and follows nothing: a token goes where the owner's file says, and nowhere else. */
export async function request(url: string, token: string, init: Init, signal: AbortSignal): Promise<Response> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "x-github-api-version": VERSION,
    "user-agent": "midwatch",
    ...init.headers,
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return fetch(url, { ...init, headers, redirect: "manual", signal: within }).catch((thrown: unknown) => {
    throw new GitHubError(0, `GitHub cannot be reached at ${new URL(url).origin}: ${causeOf(thrown)}`);
  });
}

/** An answer's JSON, as long as that is none that would cost us our memory. */
export async function bodyOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_BODY)
      throw new GitHubError(response.status, `GitHub's answer is longer than ${LONGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : jsonIn(text, response.status);
}

/** What an answer holds of what we read. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const what = `GitHub's answer to ${path.split("?")[0]} is not what it documents`;
  throw new GitHubError(200, `${what}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** What GitHub says about a refusal. */
export async function saidIn(response: Response): Promise<string> {
  return Refusal.safeParse(await bodyOf(response).catch(() => ({}))).data?.message ?? "";
}

function jsonIn(text: string, status: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new GitHubError(status, `GitHub's answer is no JSON: ${text.slice(0, 80)}`);
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

const Refusal = z.object({ message: z.string().transform((text) => text.slice(0, 300)) });
