import type { Extent } from "../contracts/kept-refs.ts";
import type { Rescue } from "../contracts/rescues.ts";
import { counted } from "../text/wording.ts";
import { label } from "../trust/fence.ts";

const MAX_RESCUE_TITLE_CHARS = 80;

/** "1 commit on fix/x is in nothing published", "2 commits of Mend the parser wait: it conflicts with main". */
export function sentenceOf(rescue: Rescue): string {
  const { kind, item, reason, commits } = rescue;
  const verb = commits === 1 ? "is" : "are";
  if (kind === "tip") return `${extentOf(rescue)} ${rescuePlace(rescue)} ${verb} in nothing published`;
  const whose = item ? ` on “${label(item.title, MAX_RESCUE_TITLE_CHARS)}”` : "";
  const why = reason === "" ? "" : `: ${label(reason, MAX_RESCUE_REASON_CHARS)}`;
  return `${extentOf(rescue)}${whose} ${verb} kept${why}`;
}

const MAX_RESCUE_REASON_CHARS = 200;

/** "3 commits", "1 file", or "work" where it was not counted. */
export function extentOf({ commits, files }: Partial<Extent>): string {
  if (commits !== undefined && commits > 0) return counted(commits, "commit");
  return files === undefined || files === 0 ? "work" : counted(files, "file");
}

/** A branch is told by its name alone. */
function rescuePlace({ from }: Rescue): string {
  const place = label(from, MAX_RESCUE_TITLE_CHARS);
  return place.startsWith("branch ") ? `on ${place.slice("branch ".length)}` : `in ${place}`;
}
