import { z } from "zod";

/** Version of what two midwatches say to each other: it changes when one could misunderstand the other. */
export const PROTOCOL = 1;

/** Characters of a notes block that is handed back. */
const MAX_NOTES_CHARS = 64 * 1024;

const Line = z.string().min(1).max(300);
const Moment = z.int().nonnegative();

const HandOverBase = { id: z.string().regex(/^[0-9a-f]{32}$/), at: Moment };
/** InConversation in which something was said. */
const InConversation = { program: z.enum(["claude-code", "gptme"]), session: Line };

/** Something that a connected machine hands over: it lands once, however often it is sent. */
export const HandOver = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("notes"),
    ...HandOverBase,
    ...InConversation,
    title: z.string().max(300),
    notes: z.record(z.string(), z.unknown()).refine(isShort, "the notes are too long"),
    /** Tool by which strangers' words could come into the conversation. */
    outside: Line.optional(),
  }),
  z.object({
    kind: z.literal("claim"),
    ...HandOverBase,
    item: Line,
    until: Moment,
    /** Missing where it was not made in a conversation. */
    session: Line.optional(),
  }),
  z.object({
    kind: z.literal("release"),
    ...HandOverBase,
    /** Missing for all of its conversation's. */
    item: Line.optional(),
    session: Line.optional(),
  }),
]);
export type HandOver = z.infer<typeof HandOver>;

/** Machine that speaks, and what it could not hand over before. */
const Machine = z.object({
  id: z.uuid(),
  name: Line,
  person: Line,
  /** Number of hand-overs that lie in its spool, this time's among them, and since when. */
  waiting: z.int().nonnegative(),
  since: Moment.optional(),
});
export type Machine = z.infer<typeof Machine>;

const Hello = z.object({
  type: z.literal("hello"),
  protocol: z.int(),
  version: Line,
  machine: Machine,
  /** Missing where there is but one. */
  agent: Line.optional(),
});
export type Hello = z.infer<typeof Hello>;

/** Lines that a connected machine says, one JSON document each; the first is a hello. */
export const Request = z.discriminatedUnion("type", [
  Hello,
  z.object({ type: z.literal("hand-over"), what: HandOver }),
  z.object({ type: z.literal("brief") }),
]);
export type Request = z.infer<typeof Request>;

/** End of a hand-over: "refused" is for good, "later" is to be sent again. */
const Landing = z.object({
  type: z.literal("landing"),
  id: z.string(),
  state: z.enum(["landed", "refused", "later"]),
  said: z.array(z.string()),
});
export type Landing = z.infer<typeof Landing>;

/** Answers, one for each request, in order. */
export const Answer = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    protocol: z.int(),
    version: z.string(),
    fleet: z.string(),
    agent: z.string(),
  }),
  Landing,
  z.object({ type: z.literal("brief"), text: z.string(), at: Moment }),
  z.object({ type: z.literal("error"), reason: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;

function isShort(notes: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(notes).length <= MAX_NOTES_CHARS;
}
