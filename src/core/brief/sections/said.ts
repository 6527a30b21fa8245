import type { BriefEntry } from "../../contracts/brief.ts";
import { spreadOf } from "../../text/suspicion.ts";
import { label } from "../../trust/fence.ts";

/** Words of others, in a line. Those that strangers had a part in are fenced, and so are those that want to be passed on. */
export function quoteOrFence(text: string, origin: string | undefined, longest: number): BriefEntry {
  const spread = spreadOf(text);
  const from = origin ?? (spread === undefined ? undefined : `the fleet's own words, fenced because ${spread}`);
  return from === undefined ? `- ${label(text, longest)}` : { origin: from, text, longest };
}
