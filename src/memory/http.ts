import { MidwatchError } from "../core/errors.ts";
import { parseJson } from "../core/text/json.ts";

/** Address of a server, and its key. */
export interface Endpoint {
  readonly url: string;
  readonly key?: string | undefined;
}

const LONGEST_COMPLAINT = 200;

/** Asks a server that speaks JSON. Rejects with what it said, and never with the key. */
export async function postJson({ url, key }: Endpoint, body: unknown, signal: AbortSignal): Promise<unknown> {
  const headers = { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal }).catch((thrown) => {
    throw new MidwatchError(
      `${url} ${signal.aborted ? "did not answer in time" : "cannot be reached"}${causeOf(thrown)}`,
    );
  });
  const text = await response.text();
  if (!response.ok)
    throw new MidwatchError(`${url} answered ${response.status}: ${text.trim().slice(0, LONGEST_COMPLAINT)}`);
  try {
    return parseJson(text);
  } catch {
    throw new MidwatchError(`${url} answered no JSON: ${text.trim().slice(0, LONGEST_COMPLAINT)}`);
  }
}

function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
}
