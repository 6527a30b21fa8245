import type { Origin } from "../contracts/work.ts";

/** Origin of a text, in a line. */
export const describeOrigin = ({ by, actor, url }: Origin): string => [by, actor, url].filter(Boolean).join(", ");
