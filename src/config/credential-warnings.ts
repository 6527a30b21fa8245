import { join } from "node:path";
import { messageOf, type Problem } from "../core/errors.ts";
import { readCredentials } from "../core/host/credentials.ts";
import type { Parts } from "../core/parts/parts.ts";
import { CONFIG_FILE, CREDENTIALS_FILE } from "../fleet-folder.ts";
import type { Config } from "./config.ts";

/** The NAME of a credential, and nothing that is likely to be anything else. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Secrets that channels name and the fleet does not have: sessions run without them, and nothing would be sent. */
export function credentialWarnings({ channels, state }: Config, parts: Parts): readonly Problem[] {
  const named = Object.entries(channels).flatMap(([channel, { use, ...options }]) => {
    const given = parts.find("channel", use).options?.safeParse(options);
    const values = given?.success ? Object.values(given.data as Record<string, unknown>) : [];
    return values.flatMap((name) => (typeof name === "string" && VARIABLE_NAME.test(name) ? [{ channel, name }] : []));
  });
  if (named.length === 0) return [];
  try {
    const known = readCredentials(join(state, CREDENTIALS_FILE));
    return named
      .filter(({ name }) => !known[name])
      .map(({ channel, name }) =>
        problem(`the channel ${channel} can send nothing: there is no ${name} in .midwatch/credentials`),
      );
  } catch (thrown) {
    return [problem(messageOf(thrown))];
  }
}

const problem = (message: string): Problem => ({ file: CONFIG_FILE, message });
