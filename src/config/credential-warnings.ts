import { join } from "node:path";
import { messageOf, type Problem } from "../core/errors.ts";
import { readCredentials } from "../core/host/credentials.ts";
import type { Parts } from "../core/parts/parts.ts";
import { SHORTEST } from "../core/trust/value-forms.ts";
import { CONFIG_FILE, CREDENTIALS_FILE } from "../fleet-folder.ts";
import type { Config } from "./config.ts";

/** The NAME of a credential, and nothing that is likely to be anything else. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Doubts about a fleet's credentials: those that are missing, and those that are too short to be known again. */
export const credentialWarnings = (config: Config, parts: Parts): readonly Problem[] => [
  ...missing(config, parts),
  ...tooShort(config),
];

/** Secrets that channels name and the fleet does not have: sessions run without them, and nothing would be sent. */
function missing({ channels, state }: Config, parts: Parts): readonly Problem[] {
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

/** Secrets that are not known again in what agents write: so few characters stand in ordinary words, too. */
function tooShort({ state }: Pick<Config, "state">): readonly Problem[] {
  try {
    return Object.entries(readCredentials(join(state, CREDENTIALS_FILE)))
      .filter(([, value]) => value !== "" && value.length < SHORTEST)
      .map(([name]) =>
        problem(
          `${name} in .midwatch/credentials has fewer than ${SHORTEST} characters: it is not taken out of what agents write; have a longer one issued`,
        ),
      );
  } catch {
    return []; // Whoever needs one of them says what is wrong with the file.
  }
}

const problem = (message: string): Problem => ({ file: CONFIG_FILE, message });
