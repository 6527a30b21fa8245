import { join } from "node:path";
import type { Problem } from "../core/errors.ts";
import { readCredentials } from "../core/host/credentials.ts";
import { CREDENTIALS_FILE } from "../fleet-folder.ts";
import type { Config } from "./config.ts";

const NEAR =
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)$/;

/**
 * An address says nothing of a price: a gateway on this machine may be paid for. An owner with a model of their own
 * there is told the line that says so.
 */
export function localServerWarnings({ agents, state, folder }: Config): readonly Problem[] {
  const asked = agents.filter(({ backend }) => backend.use === "claude-code" && backend.free !== true);
  const address = asked.length > 0 ? addressIn(join(state, CREDENTIALS_FILE)) : undefined;
  if (address === undefined) return [];
  return asked.map(({ name, folder: home }) => ({
    file: `${home === folder ? "" : "agents/"}${name}.md`,
    message: `${name} asks ${address}: if its runs there cost nothing, write "free: true" under its backend; otherwise a session without a known price is charged its full reservation`,
  }));
}

function addressIn(file: string): string | undefined {
  try {
    const url = new URL(readCredentials(file).ANTHROPIC_BASE_URL ?? "");
    return NEAR.test(url.hostname) ? url.origin : undefined;
  } catch {
    // There is none, or it is none: the probe says so.
    return undefined;
  }
}
