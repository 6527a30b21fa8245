import { userInfo } from "node:os";
import type { Extent } from "../../../core/contracts/kept-refs.ts";
import type { Rescue } from "../../../core/contracts/rescues.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { RescueApplier } from "../../../core/rescues/applying.ts";
import { findRescue, unknownWork } from "../../../core/rescues/find.ts";
import { leaveRemote } from "../../../core/rescues/letting-go.ts";
import { extentOf } from "../../../core/rescues/words.ts";
import { counted } from "../../../core/text/wording.ts";
import { label } from "../../../core/trust/fence.ts";
import { EXIT } from "../../exit-codes.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { complain, say, sayJson } from "../../views/print.ts";
import { branchName, codeOf, tellApplied } from "./applied.ts";
import type { RescueArguments } from "./command.ts";
import type { FoundRescue } from "./found-rescue.ts";
import { openRescue } from "./opening.ts";
import { tellStory } from "./story.ts";

/** Actions of a person on kept work. */
export class RescueDesk {
  private readonly opened: OpenFleet;
  private readonly args: RescueArguments;

  constructor(fleet: OpenFleet, args: RescueArguments) {
    this.opened = fleet;
    this.args = args;
  }

  async show(): Promise<number> {
    const found = await this.find();
    const { rescue, workspace, commit } = found;
    const [story, extent] = await Promise.all([workspace.keptRefs.story(commit), workspace.keptRefs.extent(commit)]);
    if (this.args.json) sayJson({ rescue: { ...rescue, commit, ...extent }, ...story });
    else tellStory(found, { story, extent, patch: this.args.patch || process.stdout.isTTY });
    return EXIT.ok;
  }

  async apply(): Promise<number> {
    const { rescue, workspace, commit, tips, isApart } = await this.find();
    if (isApart)
      throw new MidwatchError(
        `${rescue.name} holds ${tips.length} tips that conflict with each other: nothing was changed; midwatch rescue open ${rescue.name} opens each on a branch of its own`,
      );
    const branch = branchName(this.args.to ?? workspace.branch);
    if (rescue.state === "applied" && branch === workspace.branch)
      throw new MidwatchError(`${rescue.name} is applied already: ${label(rescue.reason)}`);
    const { fleet, lessons, signal } = this.opened;
    const wanted = { rescue, commit, branch, by: userInfo().username };
    const applied = await new RescueApplier(fleet, lessons.versions).apply(wanted, signal);
    if (!this.args.json) return tellApplied(rescue.name, branch, applied);
    sayJson({ rescue: rescue.name, branch, ...applied });
    return codeOf(applied);
  }

  async open(): Promise<number> {
    return openRescue(this.opened, await this.find(), this.args);
  }

  async drop(): Promise<number> {
    const { reason = "" } = this.args;
    const rescue = await this.known();
    if (reason.trim() === "")
      throw new MidwatchError(
        `why is it dropped? midwatch rescue drop ${rescue.name} --reason "…"; "midwatch rescue show ${rescue.name}" shows what would be lost`,
      );
    if (rescue.state === "dropped") throw new MidwatchError(`${rescue.name} is dropped already: ${rescue.reason}`);
    const { fleet, signal } = this.opened;
    const { keptRefs } = fleet.workspaces.get(rescue.workspace);
    const [lost, commit] = [await keptRefs.lostWith(rescue.ref), await keptRefs.commitAt(rescue.ref)];
    const { workspace, ref } = rescue;
    const by = userInfo().username;
    await fleet.ledger.rescues.end({ workspace, ref, state: "dropped", reason, by, at: fleet.clock.now() });
    await keptRefs.drop(ref);
    const stays = await leaveRemote(fleet, rescue, signal);
    if (this.args.json) sayJson({ dropped: rescue.name, commit, lost, ...(stays !== undefined && { stays }) });
    else this.tellDropped(rescue, lost, { commit, stays });
    return EXIT.ok;
  }

  private tellDropped(rescue: Rescue, lost: Extent, { commit, stays }: Record<"commit" | "stays", string | undefined>) {
    say(`${rescue.name} is dropped: ${lossOf(rescue, lost, commit)}${commit === undefined ? "" : ` (${commit})`}.`);
    if (stays !== undefined) complain(`it is on the remote still, and leaves it later: ${stays}`);
  }

  private async known(): Promise<Rescue> {
    const { what = "", action } = this.args;
    if (what.trim() === "")
      throw new MidwatchError(`missing argument: midwatch rescue ${action} <id>; "midwatch rescue" lists the ids`);
    const { ledger, workspaces } = this.opened.fleet;
    const unknown = await unknownWork(what.trim(), { history: ledger.history, workspaces });
    if (!unknown) return findRescue(ledger.history, what.trim());
    if (action === "show" || action === "open") return unknown;
    throw new MidwatchError(
      `the ledger does not know whose work ${what.trim()} is: midwatch rescue open ${what.trim()} opens it in a clone of your own`,
    );
  }

  private async find(): Promise<FoundRescue> {
    const rescue = await this.known();
    const workspace = this.opened.fleet.workspaces.get(rescue.workspace);
    const whole = (await workspace.keptRefs.whole(rescue.ref)) ?? (await this.missing(rescue));
    return { rescue, workspace, ...whole };
  }

  private async missing({ name, state, reason, ref }: Rescue): Promise<never> {
    const why = state === "dropped" ? `it was dropped: ${label(reason)}` : `there is no ${ref} in the hub any more`;
    throw new MidwatchError(`nothing is left of ${name}: ${why}`);
  }
}

function lossOf({ state, reason }: Rescue, lost: Extent, commit: string | undefined): string {
  if (commit === undefined) return "the hub had no ref of it any more; whatever it held had gone before";
  if (state === "applied") return `it was applied before: ${label(reason)}`;
  if (lost.commits === 0) return "nothing is lost by that, all of it is elsewhere as well";
  return `${extentOf(lost)}, ${counted(lost.files, "file")}, that ${lost.commits === 1 ? "was" : "were"} nowhere else`;
}
