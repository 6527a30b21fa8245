import { MidwatchError } from "../../../core/errors.ts";
import { askProgram } from "../../../core/host/ask.ts";
import { withoutUser } from "../../../core/text/without-user.ts";

/** Right of this machine to push, found by a push that sends nothing. */
type PushRight = { readonly may: "yes" } | { readonly may: "no" | "unknown"; readonly reason: string };

/** Answers of git about a repository. */
export interface GitFacts {
  /** The branch to publish on. */
  readonly branch: string;
  /** Place that the branch's name comes from. */
  readonly branchFrom: string;
  readonly remote?: { readonly name: string; readonly url: string; readonly hadSecret: boolean };
  readonly push?: PushRight;
  readonly tracked: readonly string[];
  /** Files that git does not keep, ignored ones among them; folders of such files end with a slash. */
  readonly others: readonly string[];
  /** Files with a heading "Planned Next". */
  readonly queues: readonly string[];
  /** Markdown files that state what state a task is in. */
  readonly tasks: readonly string[];
}

const TASK_STATES = "new|backlog|todo|active|paused|ready_for_review|waiting|someday|done|cancelled|expired";
const PUSH_MS = 10_000;
/** Nobody is there to answer a question of git's or ssh's. */
const NO_QUESTIONS = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "true",
  SSH_ASKPASS: "true",
  SSH_ASKPASS_REQUIRE: "force",
  GIT_OPTIONAL_LOCKS: "0",
};

/** Top of the repository that a folder is in, where there is one, and whether that has commits. */
export async function repositoryAt(folder: string): Promise<{ top?: string; commits: boolean }> {
  const top = await gitLine(folder, ["rev-parse", "--show-toplevel"]);
  const commits = (await gitLine(folder, ["rev-parse", "--verify", "--quiet", "HEAD"])) !== undefined;
  return { commits, ...(top !== undefined && { top }) };
}

/** Everything init asks git. Rejects when no branch can be named. */
export async function askGit(folder: string): Promise<GitFacts> {
  const [remote, tracked, others, queues, tasks] = await Promise.all([
    remoteOf(folder),
    paths(folder, ["ls-files", "-z"]),
    paths(folder, ["ls-files", "-z", "--others", "--directory", "--no-empty-directory"]),
    paths(folder, ["grep", "-lziE", "^## +planned next", "--", "*.md"]),
    paths(folder, ["grep", "-lzE", `^state: *["']?(${TASK_STATES})["']? *$`, "--", "*.md"]),
  ]);
  const branch = await branchOf(folder, remote?.name);
  const push = remote && (await mayPush(folder, remote.name, branch.branch));
  return {
    ...branch,
    tracked,
    others,
    queues,
    tasks,
    ...(remote && { remote: withoutSecret(remote) }),
    ...(push && { push }),
  };
}

async function branchOf(folder: string, remote = "origin"): Promise<{ branch: string; branchFrom: string }> {
  const current = await gitLine(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  if (current !== undefined) return { branch: current, branchFrom: "the branch that is checked out" };
  const main = await gitLine(folder, ["symbolic-ref", "--quiet", "--short", `refs/remotes/${remote}/HEAD`]);
  if (main !== undefined)
    return { branch: main.slice(remote.length + 1), branchFrom: `HEAD is detached: the main branch of ${remote}` };
  for (const branch of ["main", "master"])
    if ((await gitLine(folder, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`])) !== undefined)
      return { branch, branchFrom: `HEAD is detached: there is a branch called ${branch}` };
  throw new MidwatchError(
    `${folder}: HEAD is detached, and no main branch is known: check out the branch to publish on, e.g. git switch main`,
  );
}

/** The upstream of the branch, else `origin`, else the only one. */
async function remoteOf(folder: string): Promise<{ name: string; url: string } | undefined> {
  const names = (await gitLine(folder, ["remote"]))?.split("\n").filter(Boolean) ?? [];
  const upstream = await gitLine(folder, ["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"]);
  const name =
    names.find((each) => upstream?.startsWith(`${each}/`)) ?? names.find((each) => each === "origin") ?? names[0];
  const url = name && (await gitLine(folder, ["remote", "get-url", "--push", name]));
  return name && url ? { name, url } : undefined;
}

async function mayPush(folder: string, remote: string, branch: string): Promise<PushRight> {
  const head = await gitLine(folder, ["rev-parse", "--verify", "--quiet", `refs/remotes/${remote}/${branch}`]);
  // What the remote already has is as good as anything else to ask with, and never refused as being behind.
  const ref = `${head ?? "HEAD"}:refs/heads/${branch}`;
  const argv = ["git", "push", "--dry-run", "--no-verify", "--quiet", remote, ref] as const;
  const { code, reason } = await askProgram(argv, { cwd: folder, timeout: PUSH_MS, env: NO_QUESTIONS });
  if (code === 0) return { may: "yes" };
  const words = withoutUser(reason) || "git gave no reason";
  if (/fetch first|non-fast-forward|rejected/i.test(reason)) return { may: "yes" };
  return { may: /denied|forbidden|403|not authorized|read[- ]only/i.test(reason) ? "no" : "unknown", reason: words };
}

const USER_INFO = /^(?<scheme>https?:\/\/)[^/@]+@/;

/** A password or a token in an address must not come into a file that will be committed. */
function withoutSecret({ name, url }: { name: string; url: string }) {
  return { name, url: url.replace(USER_INFO, "$<scheme>"), hadSecret: USER_INFO.test(url) };
}

async function gitLine(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { code, out } = await askProgram(["git", ...args], { cwd: folder, env: NO_QUESTIONS });
  return code === 0 && out.trim() !== "" ? out.trim() : undefined;
}

async function paths(folder: string, args: readonly string[]): Promise<string[]> {
  const { out } = await askProgram(["git", ...args], { cwd: folder, env: NO_QUESTIONS });
  return out.split("\0").filter(Boolean);
}
