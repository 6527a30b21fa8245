import type { Slots } from "../core/contracts/plugin.ts";

/** Words for the parts of a slot, as people say them. */
export const KINDS: Readonly<Record<keyof Slots, string>> = {
  backend: "backend",
  briefSection: "section of the brief",
  budget: "budget policy",
  channel: "channel",
  dispatch: "dispatch policy",
  embedder: "embedder",
  extractor: "extractor",
  guard: "guard",
  healthCheck: "health check",
  lessonSharing: "policy for sharing lessons",
  waitResolver: "part that looks at waits",
  workSource: "source of work",
};
