import type { Host } from "../../core/contracts/plugin.ts";
import { NO_REACH } from "../own-program.ts";

const DEADLINE_MS = 10_000;

export type Version = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly reason: string };

/** Version of Claude Code, by its own word. Takes no sign-in and makes no request. */
export async function versionOf(executable: string, host: Host, signal: AbortSignal): Promise<Version> {
  const env = { PATH: host.environment.PATH ?? "", HOME: "/nonexistent", DISABLE_AUTOUPDATER: "1" };
  const spec = {
    argv: [executable, "--version"] as const,
    cwd: "/",
    env,
    stdin: "",
    deadline: DEADLINE_MS,
    holding: [],
    reach: NO_REACH,
  };
  let said = "";
  for await (const event of host.processes.run(spec, signal)) {
    if (event.type === "line") said += `${event.text}\n`;
    else if (event.error !== undefined) said = event.error;
  }
  const version = /^(?<version>\d+\.\d+\.\d+\S*) \(Claude Code\)/.exec(said)?.groups?.version;
  if (version !== undefined) return { ok: true, version };
  return { ok: false, reason: `it does not answer as Claude Code: ${said.trim().split("\n")[0] || "it says nothing"}` };
}
