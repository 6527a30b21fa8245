import type { Extent, Story } from "../../../core/contracts/kept-refs.ts";
import { extentOf } from "../../../core/rescues/words.ts";
import { spell } from "../../../core/text/age.ts";
import { reveal } from "../../../core/text/invisible.ts";
import { counted } from "../../../core/text/wording.ts";
import { label } from "../../../core/trust/fence.ts";
import { coloured } from "../../views/diff-lines.ts";
import { bold, dim, say } from "../../views/print.ts";
import type { FoundRescue } from "./found-rescue.ts";
import { describeSize } from "./list.ts";

/** Story of kept work, told to the last line or not. */
interface ShownStory {
  readonly story: Story;
  readonly extent: Extent;
  readonly patch: boolean;
}

/** Kept work for a person who has to decide about it: whoever wrote it, they see all of it, and nothing acts. */
export function tellStory({ rescue, workspace, commit }: FoundRescue, { story, extent, patch }: ShownStory): void {
  const { name, item, agent, session, from, at, state, reason, by } = rescue;
  say(`${bold(name)}, ${item ? label(item.title) : "no item"}`);
  say(dim(`${agent}, session ${session}, ${spell(Date.now() - at)} ago; ${label(from)}`));
  const who = by === undefined ? "" : ` (${by})`;
  say(`${state}${reason === "" ? "" : `: ${label(reason)}`}${who}`);
  const size = `${extentOf(extent)}, ${counted(extent.files, "file")}, ${describeSize(extent.bytes)}`;
  say(`${size} that ${workspace.branch} of ${workspace.name} does not have; ${commit}`);
  say();
  for (const line of story.commits) say(reveal(line).text);
  say();
  say(reveal(story.stat.trimEnd()).text);
  if (!patch) return;
  say();
  for (const line of reveal(story.patch.trimEnd()).text.split("\n")) say(coloured(line));
}
