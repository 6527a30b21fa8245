import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { PushRefusal } from "../../contracts/refusal.ts";
import type { Fetched, Pushed } from "../../contracts/workspace.ts";
import { asError, messageOf } from "../../errors.ts";
import { passesByItself } from "../../text/refusal.ts";
import { fetchInSteps, forgetSteps, shallowRemote, wasBrokenOff } from "./fetch-in-steps.ts";
import type { Git } from "./git.ts";
import { makeHub } from "./make-hub.ts";
import { classifyRefusal } from "./push-refusal.ts";
import { aboutLock } from "./remote-lock.ts";

/** The remote has moved on, or is being written by another: fetch, and try again. */
const BEHIND =
  /\[rejected\]|\((?:fetch first|non-fast-forward|stale info)\)|incorrect old value|but expected [0-9a-f]+|reference already exists/;
const PUSH_STOPPED: PushRefusal = {
  kind: "retry",
  said: "it was stopped while it was pushed",
  mend: "nothing: it is tried again",
};
/** Deleted, or renamed: it does not come back by itself. */
const NO_BRANCH = /couldn't find remote ref/;
/** All that git has said, of which the error's own sentence is one line. */
const printedBy = (thrown: unknown): string =>
  asError((thrown as { readonly cause?: unknown })?.cause ?? thrown).message;
const shortRef = (ref: string) => ref.replace(/^refs\/heads\//, "");

/** Ref of a hub for the fetched state of a branch. */
export const trackingRef = (branch: string): string => `refs/midwatch/upstream/${branch}`;

/** A workspace's branch at its remote, as the hub knows and writes it. */
export class RemoteBranch {
  private readonly git: Git;
  private readonly remote: string;
  private readonly branch: string;
  /** Commit that this process has fetched last: whole, and in the hub. */
  private fetched: string | undefined;
  /** Last fetch begun: a later one waits for it, and has little left to fetch. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(git: Git, { remote, branch }: { readonly remote: string; readonly branch: string }) {
    this.git = git;
    this.remote = remote;
    this.branch = branch;
  }

  fetch(signal: AbortSignal): Promise<Fetched> {
    const mine = this.turn.then(() => this.fetchNow(signal));
    this.turn = mine;
    return mine;
  }

  private async fetchNow(signal: AbortSignal): Promise<Fetched> {
    try {
      signal.throwIfAborted();
      await this.create();
      if (this.fetched === undefined || (await this.has(`refs/heads/${this.branch}`, signal)) !== this.fetched)
        this.fetched = await this.fetchBranch(signal);
      return { ok: true, commit: this.fetched };
    } catch (thrown) {
      const reason = `${this.remote} cannot be fetched: ${messageOf(thrown)}`;
      const known = await this.lastKnown();
      const printed = printedBy(thrown);
      const refusal = classifyRefusal(printed);
      const isForPerson = refusal.kind === "sign-in" || NO_BRANCH.test(printed);
      return { ok: false, reason, ...(known && { commit: known }), ...(isForPerson && { refusal }) };
    }
  }

  async push(commit: string, ref: string, signal: AbortSignal): Promise<Pushed> {
    try {
      const options = ["--no-verify", "--porcelain", "--progress"];
      await this.git.run(["push", ...options, "--", this.remote, `${commit}:${ref}`], { signal, transfers: true });
      const arrived = await this.has(ref, signal);
      if (arrived === commit) {
        if (ref === `refs/heads/${this.branch}`) await this.remember(commit);
        return { kind: "pushed" };
      }
      return { kind: "behind", reason: `the remote has ${arrived.slice(0, 7) || "nothing"} at ${ref}` };
    } catch (thrown) {
      return this.untaken(ref, printedBy(thrown), signal);
    }
  }

  private async untaken(ref: string, printed: string, signal: AbortSignal): Promise<Pushed> {
    if (signal.aborted) return { kind: "refused", reason: PUSH_STOPPED.said, refusal: PUSH_STOPPED };
    if (BEHIND.test(printed)) return { kind: "behind", reason: `another process has just written ${ref}` };
    const refusal = await aboutLock(classifyRefusal(printed), this.remote);
    const { kind, said } = refusal;
    return {
      kind: "refused",
      reason: passesByItself(kind) ? said : `the remote refuses ${shortRef(ref)}: ${said}`,
      refusal,
    };
  }

  /** The commit at a ref of the remote; empty when there is none. */
  private async has(ref: string, signal: AbortSignal): Promise<string> {
    const listed = await this.git.line(["ls-remote", "--", this.remote, ref], { signal, transfers: true });
    return listed.split(/\s/)[0] ?? "";
  }

  private get tracking(): string {
    return trackingRef(this.branch);
  }

  /**
   * By way of a ref of its own: siblings that fetch at the same moment, or a lock that a killed git has left on the
   * tracking ref, cannot make this fetch fail.
   */
  private async fetchBranch(signal: AbortSignal): Promise<string> {
    const source = { remote: this.remote, branch: this.branch };
    const inSteps = (await this.lastKnown()) === undefined && (await wasBrokenOff(this.git));
    if (inSteps) await fetchInSteps(this.git, source, signal);
    const own = `refs/midwatch/fetched/${randomUUID()}`;
    const spec = `+refs/heads/${this.branch}:${own}`;
    const options = ["--progress", "--no-tags", "--no-write-fetch-head"];
    await this.git.run(["fetch", ...options, "--", this.remote, spec], { signal, transfers: true });
    const commit = await this.commitAt(own);
    // Git takes the objects, warns, writes no ref, and calls it success.
    if (commit === undefined) throw shallowRemote();
    await this.remember(commit);
    await this.git.asks(["update-ref", "-d", own]);
    if (inSteps) await forgetSteps(this.git, source);
    return commit;
  }

  /**
   * Keeps the branch's commit for times when the remote cannot be reached: a later fetch has the newer one. An earlier
   * commit that the branch was rewritten without keeps a ref: sessions had published it.
   */
  private async remember(commit: string): Promise<void> {
    const before = await this.lastKnown();
    const goesOn = before === undefined || (await this.git.asks(["merge-base", "--is-ancestor", before, commit]));
    const kept = goesOn ? "" : `update refs/midwatch/rewritten/${this.branch}/${before} ${before}\n`;
    await this.git.asks(["update-ref", "--stdin"], { input: `${kept}update ${this.tracking} ${commit}\n` });
  }

  private async create(): Promise<void> {
    const { gitDir, config } = this.git.place;
    if (existsSync(gitDir)) return;
    this.fetched = undefined;
    await makeHub(gitDir, { config, branch: this.branch });
  }

  private lastKnown(): Promise<string | undefined> {
    return this.commitAt(this.tracking);
  }

  private commitAt(ref: string): Promise<string | undefined> {
    return this.git.line(["rev-parse", "--verify", "--quiet", ref]).then(
      (commit) => commit || undefined,
      () => undefined,
    );
  }
}
