import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { simpleGit } from "simple-git";

/** Settings with which people sign in to their remotes: the only ones of theirs that we take over. */
const SIGN_IN = /^(credential|http|url|ssh)\.|^core\.sshcommand$|^safe\.directory$/;

/** Not "local": the folder midwatch is started from may be a repository that an agent can write to. */
const PERSONAL = ["system", "global"];

/** Safe against a crash, against planted programs, and against anything that would wait for a person. */
const OURS = `[core]
	fsync = committed,pack-metadata,reference
	fsmonitor = false
	excludesFile = /dev/null
	attributesFile = /dev/null
	quotePath = false
	autocrlf = false
	protectHFS = true
[gc]
	auto = 0
[maintenance]
	auto = false
[commit]
	gpgSign = false
[transfer]
	fsckObjects = true
[protocol]
	allow = always
[protocol "ext"]
	allow = never
[protocol "git"]
	allow = never
[safe]
	bareRepository = explicit
	directory = *
[http]
	lowSpeedLimit = 1
	lowSpeedTime = 60
[advice]
	detachedHead = false
`;

/** Writes the configuration framework git runs with, and answers with its path. */
export async function writeConfiguration(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "gitconfig");
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, OURS + withKeepAlive(await signIn()), { mode: 0o600 });
  await rename(draft, file);
  await removeAbandoned(folder, file);
  return file;
}

/** Removes drafts of processes that were killed before theirs was whole. */
async function removeAbandoned(folder: string, file: string): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => DRAFT.test(name));
  if (drafts.length === 0) return;
  // The time of the disk itself: that of a process may be moved.
  const { mtimeMs: now } = await stat(file);
  for (const path of drafts.map((name) => join(folder, name))) {
    const since = await stat(path).catch(() => undefined);
    if (since && now - since.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

const DRAFT = /^gitconfig\.\d+$/;
/** Milliseconds for which no process of ours leaves a draft unfinished. */
const ABANDONED_MS = 3_600_000;

/** A line that is cut in the middle of a transfer says nothing of it; ssh asks, unless a person has their own way to call it. */
const KEEP_ALIVE = '[core]\n\tsshCommand = "ssh -o ServerAliveInterval=30 -o ServerAliveCountMax=6"\n';
const withKeepAlive = (theirs: string) => (/sshcommand/i.test(theirs) ? theirs : KEEP_ALIVE + theirs);

async function signIn(): Promise<string> {
  const listed = await simpleGit().raw(["config", "--null", "--show-scope", "--list"]);
  const entries = [...listed.matchAll(/(?<scope>[^\0]*)\0(?<name>[^\n\0]*)(?:\n(?<value>[^\0]*))?\0/g)];
  return entries
    .map(({ groups = {} }) => groups)
    .filter(({ scope = "", name = "" }) => PERSONAL.includes(scope) && SIGN_IN.test(name))
    .map(({ name, value }) => [name, value])
    .map(([name = "", value = ""]) => asSection(name, value))
    .join("");
}

/** `credential.https://x.helper` → a section, its subsection and a key. */
function asSection(name: string, value: string): string {
  const [section = "", ...rest] = name.split(".");
  const key = rest.pop() ?? "";
  const subsection = rest.length > 0 ? ` ${configQuoted(rest.join("."))}` : "";
  return `[${section}${subsection}]\n\t${key} = ${configQuoted(value)}\n`;
}

/** A value as git reads it from a configuration. */
export const configQuoted = (text: string) =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
