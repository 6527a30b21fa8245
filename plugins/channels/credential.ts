import { z } from "zod";
import type { Host, Sent } from "../../src/index.ts";

/** The NAME of a line in the fleet's credentials. */
export const credential = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, "write the NAME of a line in .midwatch/credentials, never the secret itself");

/** What a credential holds; or why nothing can be sent without it. A missing one must not keep sessions from starting. */
export function secretOf({ credentials }: Host, name: string): string | Extract<Sent, { kind: "refused" }> {
  const secret = credentials[name];
  return secret === undefined || secret === ""
    ? { kind: "refused", reason: `there is no ${name} in .midwatch/credentials` }
    : secret;
}

/** The URL that a credential holds. The text itself is told to nobody. */
export function urlOf(host: Host, name: string): URL | Extract<Sent, { kind: "refused" }> {
  const secret = secretOf(host, name);
  if (typeof secret !== "string") return secret;
  const isUrl = /^https?:\/\//.test(secret) && URL.canParse(secret);
  return isUrl ? new URL(secret) : { kind: "refused", reason: `${name} in .midwatch/credentials is no http(s) URL` };
}
