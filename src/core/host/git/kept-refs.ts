import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Extent, KeptRefs, Story, WholeWork } from "../../contracts/kept-refs.ts";
import { messageOf } from "../../errors.ts";
import { Git } from "./git.ts";
import { heldTips, wholeHold } from "./whole-hold.ts";
import { wholeStash } from "./whole-stash.ts";

/** Below these a hub keeps what its sessions made. */
const OF_SESSIONS = ["refs/midwatch/rescue", "refs/midwatch/kept"];
const KEPT = [...OF_SESSIONS, "refs/midwatch/work", "refs/midwatch/import"];

/** The kept work of a hub. */
export class HubKeptRefs implements KeptRefs {
  private readonly git: Git;
  private readonly remote: string;
  private readonly branch: string;

  constructor(git: Git, { remote, branch }: { readonly remote: string; readonly branch: string }) {
    this.git = git;
    this.remote = remote;
    this.branch = branch;
  }

  async commitAt(ref: string): Promise<string | undefined> {
    const found = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    return this.git.line(found).then(
      (commit) => commit || undefined,
      () => undefined,
    );
  }

  async whole(ref: string): Promise<WholeWork | undefined> {
    const commit = await this.commitAt(ref);
    if (commit === undefined) return undefined;
    const tips = await heldTips(this.git, commit);
    const whole = tips.length > 0 ? await wholeHold(this.git, tips) : await wholeStash(this.git, commit);
    if (whole === undefined) return { ref, commit, tips, isApart: tips.length > 0 };
    await this.git.run(["update-ref", wholeRef(ref), whole]);
    return { ref: wholeRef(ref), commit: whole, tips, isApart: false };
  }

  async all(): Promise<readonly string[]> {
    const listed = await this.git.line(["for-each-ref", "--format=%(refname)", ...OF_SESSIONS]);
    return listed.split("\n").filter((ref) => ref !== "" && !ref.endsWith(WHOLE));
  }

  async within(history: string): Promise<ReadonlySet<string>> {
    return new Set(await this.refs(`--merged=${history}`));
  }

  async extent(commit: string): Promise<Extent> {
    const upstream = await this.commitAt(this.tracking);
    const without = upstream === undefined ? [] : [`^${upstream}`];
    return this.measured(commit, without, await this.changed(commit, upstream));
  }

  async lostWith(ref: string): Promise<Extent> {
    const commit = await this.commitAt(ref);
    if (commit === undefined) return { commits: 0, files: 0, bytes: 0 };
    const same = await this.refs(`--points-at=${commit}`);
    const others = ["--not", `--exclude=${IMPORTED}*`, ...same.map((each) => `--exclude=${each}`), "--all"];
    return this.measured(commit, others, await this.changed(commit, await this.commitAt(this.tracking)));
  }

  async story(commit: string): Promise<Story> {
    const upstream = await this.commitAt(this.tracking);
    const range = [commit, ...(upstream === undefined ? [] : [`^${upstream}`]), "--"];
    const base = (upstream && (await this.baseOf(commit, upstream))) ?? (await this.emptyTree());
    const drawn = ["diff", "--no-ext-diff", "--no-textconv", "--no-color"];
    const [log, stat, patch] = await Promise.all([
      this.git.line(["log", "--no-color", "--date=short", "--format=%h %ad %an: %s", ...range]),
      this.git.run([...drawn, "--stat", base, commit, "--"]),
      this.git.run([...drawn, "--patch", base, commit, "--"]),
    ]);
    return { commits: log.split("\n").filter(Boolean), stat, patch };
  }

  async drop(ref: string): Promise<void> {
    const commit = await this.commitAt(ref);
    const session = sessionOfRef(ref);
    // A session's commit may be kept twice: from the moment at which it was collected, and as what was to be rescued.
    const same = commit === undefined ? [] : await this.refs(`--points-at=${commit}`);
    const own = same.filter((each) => each !== ref && (sessionOfRef(each) === session || each.startsWith(IMPORTED)));
    const input = [ref, wholeRef(ref), ...own].map((each) => `delete ${each}\n`).join("");
    await this.git.run(["update-ref", "--stdin"], { input });
  }

  async isOnRemote(ref: string, signal: AbortSignal): Promise<boolean | undefined> {
    const listed = this.git.line(["ls-remote", "--", this.remote, ref], { signal, transfers: true });
    return listed.then(
      (line) => line !== "",
      () => undefined,
    );
  }

  async takeOff(ref: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      if ((await this.git.line(["ls-remote", "--", this.remote, ref], { signal })) === "") return undefined;
      await this.git.run(["push", "--no-verify", "--porcelain", "--", this.remote, `:${ref}`], { signal });
      return undefined;
    } catch (thrown) {
      return messageOf(thrown);
    }
  }

  async open(
    ref: string,
    folder: string,
    { branch, tips }: { branch: string; tips: readonly string[] },
  ): Promise<void> {
    const gitDir = join(folder, ".git");
    await mkdir(gitDir, { recursive: true });
    const { gitDir: hub, config } = this.git.place;
    const git = new Git({ gitDir, workTree: folder, config });
    await git.run(["init", "--quiet", `--initial-branch=${branch}`]);
    const upstream = await this.commitAt(this.tracking);
    const specs = [`${ref}:refs/heads/${branch}`];
    if (upstream !== undefined) specs.push(`${this.tracking}:refs/remotes/origin/${this.branch}`);
    await git.run(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-head-ok", "--", hub, ...specs]);
    for (const [at, tip] of tips.entries()) await git.run(["update-ref", `refs/heads/${branch}-${at + 1}`, tip]);
    for (const [name, value] of [
      ["remote.origin.url", this.remote],
      ["remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"],
      ["core.bare", "false"],
    ] as const)
      await git.run(["config", "--file", join(gitDir, "config"), name, value]);
    await git.run(["reset", "--quiet", "--hard"]);
  }

  private async measured(commit: string, without: readonly string[], files: number): Promise<Extent> {
    const commits = Number(await this.git.line(["rev-list", "--count", commit, ...without, "--"]));
    const bytes = Number(await this.git.line(["rev-list", "--disk-usage", "--objects", commit, ...without, "--"]));
    return { commits, files: commits === 0 ? 0 : files, bytes };
  }

  private async changed(commit: string, upstream: string | undefined): Promise<number> {
    const base = (upstream && (await this.baseOf(commit, upstream))) ?? (await this.emptyTree());
    const listed = await this.git.run(["diff-tree", "-r", "-z", "--name-only", "--no-renames", base, commit]);
    return listed.split("\0").filter(Boolean).length;
  }

  private async baseOf(commit: string, upstream: string): Promise<string | undefined> {
    return this.git.line(["merge-base", commit, upstream]).then(
      (base) => base || undefined,
      () => undefined,
    );
  }

  private emptyTree(): Promise<string> {
    return this.git.line(["hash-object", "-t", "tree", "/dev/null"]);
  }

  private async refs(condition: string): Promise<string[]> {
    const listed = await this.git.line(["for-each-ref", "--format=%(refname)", condition, ...KEPT]);
    return listed.split("\n").filter(Boolean);
  }

  private get tracking(): string {
    return `refs/midwatch/upstream/${this.branch}`;
  }
}

const WHOLE = "-whole";
const wholeRef = (ref: string) => `${ref}${WHOLE}`;

const IMPORTED = "refs/midwatch/import/";

const sessionOfRef = (ref: string) =>
  /^refs\/midwatch\/(?:(?:rescue|kept)\/[^/]+|work)\/(?<session>[^/]+)(?:\/|$)/.exec(ref)?.groups?.session;
