import { existsSync } from "node:fs";
import { messageOf } from "../core/errors.ts";
import { Git } from "../core/host/git/git.ts";

const REF = /^(?<commit>[0-9a-f]{40,64})\s(?<ref>\S+)$/;
const RECORD = /^Record /;

export interface AuditedRepository {
  readonly name: string;
  readonly branch: string;
  readonly remote: string;
  /** The hub's folder. */
  readonly hub: string;
  /** Our git configuration. */
  readonly config: string;
}

/** A workspace's hub and remote, asked by git alone. Writes to neither. */
export class RepositoryEvidence {
  readonly name: string;
  readonly branch: string;
  private readonly remote: string;
  private readonly git: Git;
  private readonly hub: string;

  constructor({ name, branch, remote, hub, config }: AuditedRepository) {
    this.name = name;
    this.branch = branch;
    this.remote = remote;
    this.hub = hub;
    this.git = new Git({ gitDir: hub, config });
  }

  /** False where no session has come as far as to make one. */
  get exists(): boolean {
    return existsSync(this.hub);
  }

  /** Commits by ref. */
  async hubRefs(): Promise<ReadonlyMap<string, string>> {
    return refsIn(await this.git.run(["for-each-ref", "--format=%(objectname) %(refname)"]));
  }

  /** Commits by ref, or why the remote does not say. */
  async remoteRefs(): Promise<ReadonlyMap<string, string> | { readonly reason: string }> {
    try {
      return refsIn(await this.git.run(["ls-remote", "--", this.remote]));
    } catch (thrown) {
      return { reason: messageOf(thrown) };
    }
  }

  /** Those that the hub does not have. */
  async missing(commits: readonly string[]): Promise<ReadonlySet<string>> {
    if (commits.length === 0) return new Set();
    const printed = await this.git.catFile(["--batch-check"], { input: lines(commits) });
    const gone = printed
      .toString("utf8")
      .split("\n")
      .filter((line) => line.endsWith(" missing"));
    return new Set(gone.map((line) => line.split(" ")[0] ?? ""));
  }

  /** Those that none of the tips leads to; what the hub does not have is among them. */
  async unreachable(commits: readonly string[], tips: readonly string[]): Promise<ReadonlySet<string>> {
    const gone = await this.missing([...commits, ...tips]);
    const asked = commits.filter((commit) => !gone.has(commit));
    const from = tips.filter((tip) => !gone.has(tip)).map((tip) => `^${tip}`);
    const found = await this.listed([...asked, ...from]);
    const doubtful = asked.filter((commit) => found.has(commit));
    // Where the dates of commits go back git lists what the tips lead to all the same: then all of that is looked at.
    const reached = await this.listed(doubtful.length === 0 ? [] : tips.filter((tip) => !gone.has(tip)));
    return new Set(commits.filter((commit) => gone.has(commit) || (found.has(commit) && !reached.has(commit))));
  }

  private async listed(revisions: readonly string[]): Promise<ReadonlySet<string>> {
    if (revisions.length === 0) return new Set();
    return new Set((await this.git.run(["rev-list", "--stdin"], { input: lines(revisions) })).split("\n"));
  }

  /** Number of files that differ between each two commits that the hub has, all together. */
  async changedFiles(pairs: readonly { readonly from: string; readonly to: string }[]): Promise<number> {
    const gone = await this.missing(pairs.flatMap(({ from, to }) => [from, to]));
    const known = pairs.filter(({ from, to }) => !gone.has(from) && !gone.has(to));
    if (known.length === 0) return 0;
    const input = lines(known.map(({ from, to }) => `${to} ${from}`));
    const printed = await this.git.run(
      ["diff-tree", "-r", "--no-renames", "--name-only", "--no-commit-id", "--stdin"],
      { input },
    );
    return printed.split("\n").filter(Boolean).length;
  }

  /** The sessions whose bookkeeping a history holds, once for each commit that records one. */
  async recorded(tip: string): Promise<readonly string[]> {
    const format = "--format=%s%x09%(trailers:key=Midwatch-Session,valueonly,separator=%x2C)";
    const printed = await this.git.run(["log", format, tip]);
    const records = printed.split("\n").filter((line) => RECORD.test(line));
    return records.map((line) => line.split("\t").at(-1) ?? "");
  }

  /** Fault that git's own check finds; undefined when all is well. */
  async fault(): Promise<string | undefined> {
    return this.git.run(["fsck", "--full", "--no-dangling", "--no-progress"]).then(
      () => undefined,
      (thrown: unknown) => messageOf(thrown),
    );
  }
}

function refsIn(printed: string): ReadonlyMap<string, string> {
  const found = printed.split("\n").map((line) => REF.exec(line.trim())?.groups);
  return new Map(found.flatMap((groups) => (groups ? [[groups.ref ?? "", groups.commit ?? ""]] : [])));
}

const lines = (values: readonly string[]) => values.map((value) => `${value}\n`).join("");
