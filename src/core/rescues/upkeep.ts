import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { Rescue } from "../contracts/rescues.ts";
import type { Workspace } from "../contracts/workspace.ts";
import type { Rescuer } from "../publish/rescuer.ts";
import { eachInTurn } from "../text/each-in-turn.ts";
import { counted } from "../text/wording.ts";
import { leaveRemote } from "./letting-go.ts";
import { Withdrawals } from "./withdrawals.ts";

/** Milliseconds that the remote keeps a ref of work that is on the branch, or was done again. */
const KEPT_ON_REMOTE_MS = 90 * 24 * 60 * 60 * 1000;
/** Number of refs taken off a remote at one time: no session waits for more. */
const UPKEEP_AT_ONCE = 3;

/**
 * Upkeep of kept work while no command asks for it: ends the pieces that a person has merged, takes needless refs off
 * the remote, and finds work that was withdrawn or that the ledger does not know.
 */
export class RescueUpkeep {
  private readonly fleet: Fleet;
  private readonly withdrawals: Withdrawals;

  constructor(fleet: Fleet, rescuer: Rescuer) {
    this.fleet = fleet;
    this.withdrawals = new Withdrawals(fleet, rescuer);
  }

  /** Looks at a workspace as it has just been fetched. */
  async tend(workspace: Workspace, upstream: string, signal: AbortSignal): Promise<void> {
    const tasks = [
      () => this.withdrawals.find(workspace, upstream),
      () => this.endMerged(workspace, upstream),
      () => this.clearRemote(workspace, signal),
      () => this.tellOfUnknown(workspace),
    ];
    await eachInTurn(tasks, (task) => task());
  }

  /** The hub may keep work of sessions that the ledger has lost: it was restored, or begun anew. */
  private async tellOfUnknown({ name, keptRefs }: Workspace): Promise<void> {
    const { ledger, clock } = this.fleet;
    const key = `unknown-work:${name}`;
    const unknown: string[] = [];
    for (const [session, refs] of Map.groupBy(await keptRefs.all(), sessionOfWorkRef))
      if ((await ledger.history.find(session)).length === 0) unknown.push(...refs);
    const [first] = unknown;
    if (first === undefined) return void (await ledger.fulfil(key));
    const what = `the hub of ${name} keeps work of sessions that the ledger does not know (${counted(unknown.length, "ref")} below refs/midwatch)`;
    await ledger.oblige({ key, owner: "owner", action: `${what}: midwatch rescue open ${first}`, at: clock.now() });
  }

  /** Ends kept work that a person has merged, and the obligations for it. */
  private async endMerged(workspace: Workspace, upstream: string): Promise<void> {
    const { ledger, clock } = this.fleet;
    const waiting = await ledger.history.rescues({ workspace: workspace.name, state: "waiting" });
    if (waiting.length === 0) return;
    const within = await workspace.keptRefs.within(upstream);
    const reason = `${workspace.branch} has it`;
    for (const rescue of waiting.filter(({ ref }) => within.has(ref))) {
      const { ref } = rescue;
      await ledger.rescues.end({ workspace: workspace.name, ref, state: "merged", reason, at: clock.now() });
      await this.takeBack(rescue, { kind: "published", commit: upstream, branch: workspace.branch, applied: true });
    }
  }

  /** Marks withdrawn work as published again, since the branch has it again. */
  private async takeBack({ kind, session }: Rescue, published: Publication): Promise<void> {
    const { history } = this.fleet.ledger;
    const [record] = kind === "work" ? await history.find(session) : [];
    if (record?.publication?.kind === "withdrawn") await this.fleet.ledger.republish(session, published);
  }

  /** Takes needless refs off the remote. The hub keeps them all the same, but for dropped ones. */
  private async clearRemote(workspace: Workspace, signal: AbortSignal): Promise<void> {
    const { ledger, clock } = this.fleet;
    const there = await ledger.history.rescues({ workspace: workspace.name, offRemote: false });
    const needless = there.filter((rescue) => isNeedless(rescue, clock.now()));
    for (const rescue of needless.slice(0, UPKEEP_AT_ONCE)) {
      if (rescue.state === "dropped") await workspace.keptRefs.drop(rescue.ref);
      await leaveRemote(this.fleet, rescue, signal);
    }
  }
}

/** "refs/midwatch/kept/<agent>/<session>/1-fix-x" */
const sessionOfWorkRef = (ref: string): string => ref.split("/")[4] ?? "";

function isNeedless({ state, endedAt = 0, next }: Rescue, now: number): boolean {
  if (state === "waiting" || next > now) return false;
  return state === "dropped" || endedAt + KEPT_ON_REMOTE_MS <= now;
}
