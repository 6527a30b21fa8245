import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRegularFile } from "../../core/host/regular-file.ts";
import { configFolder } from "./command-line.ts";

/** Bytes. */
const MAX_KEPT_TRANSCRIPT_BYTES = 256 * 1024 * 1024;

/** Makes the CLI write its transcripts to a folder that outlives the home, however the run ends. */
export async function keepTranscript(home: string, kept: string): Promise<void> {
  await mkdir(configFolder(home), { recursive: true, mode: 0o700 });
  await symlink(kept, join(configFolder(home), "projects"));
}

/** Puts a kept transcript where the CLI looks for it when it is started in `cwd`. False when there is none. */
export async function restoreTranscript(
  { kept, session }: { readonly kept: string; readonly session: string },
  { cwd, home }: { readonly cwd: string; readonly home: string },
): Promise<boolean> {
  const name = `${session}.jsonl`;
  const entries = await readdir(kept, { recursive: true, withFileTypes: true }).catch(() => []);
  // The agent could write here: a link, or a pipe, in the transcript's place is none.
  const found = entries.find((entry) => entry.name === name && entry.isFile());
  if (!found) return false;
  const transcript = readRegularFile(join(found.parentPath, name), { most: MAX_KEPT_TRANSCRIPT_BYTES });
  if (!transcript.ok) return false;
  const to = join(configFolder(home), "projects", cwd.replaceAll(/[^a-zA-Z0-9]/g, "-"));
  await mkdir(to, { recursive: true, mode: 0o700 });
  await writeFile(join(to, name), transcript.bytes, { mode: 0o600 });
  // Otherwise a new home is greeted with a choice of colours, and a sign-in.
  await writeFile(join(configFolder(home), ".claude.json"), JSON.stringify({ hasCompletedOnboarding: true }));
  return true;
}

/** Takes a transcript out of where the CLI looks for it; what was kept elsewhere stays. */
export async function forgetTranscript(home: string, session: string): Promise<void> {
  const projects = join(configFolder(home), "projects");
  const names = await readdir(projects, { recursive: true }).catch(() => []);
  for (const name of names) if (name.endsWith(`${session}.jsonl`)) await rm(join(projects, name), { force: true });
}
