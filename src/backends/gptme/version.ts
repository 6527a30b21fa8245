import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../core/contracts/plugin.ts";
import { messageOf } from "../../core/errors.ts";
import { tellingLine } from "../../core/text/complaint.ts";

/** Python takes its time to start on a busy machine. */
const DEADLINE_MS = 30_000;

export type Version = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly reason: string };

/**
 * Version of gptme, by its own word. Takes no sign-in and makes no request. It wants a home to write to even for that.
 */
export async function versionOf(executable: string, host: Host, signal: AbortSignal): Promise<Version> {
  const home = await mkdtemp(join(tmpdir(), "midwatch-gptme-"));
  try {
    return versionIn(await askVersion(executable, home, host, signal));
  } catch (thrown) {
    return { ok: false, reason: messageOf(thrown) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function askVersion(executable: string, home: string, host: Host, signal: AbortSignal): Promise<string> {
  const env = { PATH: host.environment.PATH ?? "", HOME: home };
  const argv = [executable, "--version"] as const;
  const reach = { reads: [], writes: [home] };
  let text = "";
  for await (const event of host.processes.run(
    { argv, cwd: "/", env, stdin: "", deadline: DEADLINE_MS, holding: [], reach },
    signal,
  )) {
    if (event.type === "line") text += `${event.text}\n`;
    else if (event.error !== undefined) text = event.error;
  }
  return text;
}

function versionIn(text: string): Version {
  const version = /^(?:gptme )?v?(?<version>\d+\.\d+\.\d+\S*)/m.exec(text)?.groups?.version;
  if (version !== undefined) return { ok: true, version };
  return { ok: false, reason: `it does not answer as gptme: ${tellingLine(text) || "it says nothing"}` };
}
