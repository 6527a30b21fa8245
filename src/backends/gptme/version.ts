import type { Host } from "../../core/contracts/plugin.ts";
import { NO_REACH } from "../own-program.ts";

/** Python takes its time to start on a busy machine. */
const DEADLINE_MS = 30_000;

export type Version = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly reason: string };

/** Which gptme it is, by its own word. Takes no sign-in and makes no request. */
export async function versionOf(executable: string, host: Host, signal: AbortSignal): Promise<Version> {
  const env = { PATH: host.environment.PATH ?? "", HOME: "/nonexistent" };
  const argv = [executable, "--version"] as const;
  let said = "";
  for await (const event of host.processes.run(
    { argv, cwd: "/", env, stdin: "", deadline: DEADLINE_MS, holding: [], reach: NO_REACH },
    signal,
  )) {
    if (event.type === "line") said += `${event.text}\n`;
    else if (event.error !== undefined) said = event.error;
  }
  const version = /^(?:gptme )?v?(?<version>\d+\.\d+\.\d+\S*)/m.exec(said)?.groups?.version;
  if (version !== undefined) return { ok: true, version };
  return { ok: false, reason: `it does not answer as gptme: ${said.trim().split("\n").at(-1) || "it says nothing"}` };
}
