import { askProgram } from "../ask.ts";

/**
 * Answer of a remote that is asked for its branches: sessions of a workspace can begin there or not. `unknown` when it
 * could not be asked in time.
 */
export type RemoteAnswer =
  | { readonly kind: "there" }
  | { readonly kind: "wrong"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

const MAX_ASKING_MS = 10_000;
const MOST_NAMED = 5;
/** Settings that sessions ask with, too: no helper programs of others, and any owner of the repository. */
const SAFE_CONFIG = ["protocol.ext.allow=never", "protocol.git.allow=never", "safe.directory=*"];
/** Environment without questions: no person is there to be asked for a password. */
const SILENT = { GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "false", SSH_ASKPASS: "false", SSH_ASKPASS_REQUIRE: "force" };
/** The way there, and not the repository: it may be well a moment later. */
const ON_THE_WAY =
  /could not resolve|timed out|timeout|connection (?:refused|reset|closed)|unreachable|no route to host|network|failed to connect|error: 5\d\d/i;

/** Looks for a branch at a remote, on this machine or elsewhere; changes nothing, and waits for no person. */
export async function branchAt(remote: string, branch: string): Promise<RemoteAnswer> {
  const settings = SAFE_CONFIG.flatMap((setting) => ["-c", setting]);
  const argv = ["git", ...settings, "ls-remote", "--heads", "--", remote] as const;
  const { code, out, reason } = await askProgram(argv, { cwd: "/", timeout: MAX_ASKING_MS, env: SILENT });
  if (code === 0) return among(out, remote, branch);
  const isUnknown = code === undefined || ON_THE_WAY.test(reason);
  return isUnknown
    ? { kind: "unknown", reason: `${remote} could not be asked: ${reason}` }
    : { kind: "wrong", reason: `${remote} is no repository that can be read: ${reason}` };
}

function among(listed: string, remote: string, branch: string): RemoteAnswer {
  const names = [...listed.matchAll(/\trefs\/heads\/(?<name>.+)$/gm)].map(({ groups }) => groups?.name ?? "");
  if (names.includes(branch)) return { kind: "there" };
  if (names.length === 0) return { kind: "wrong", reason: `${remote} has no branch at all: push a first commit` };
  const others = names.length > MOST_NAMED ? `, … (${names.length} in all)` : "";
  const there = `${names.slice(0, MOST_NAMED).join(", ")}${others}`;
  return { kind: "wrong", reason: `${remote} has no branch ${branch}; there are: ${there}` };
}
