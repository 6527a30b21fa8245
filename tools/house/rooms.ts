/**
 * The rooms of the core, from the top of the house to its ground: a file imports from its own room and from those below
 * it, types as well. `errors.ts` and `event-bus.ts` stand outside of them.
 */
export const ROOMS = [
  "webhooks",
  "watch",
  "session/phases",
  "session",
  "run",
  "plan",
  "parts",
  "brief",
  "outbox",
  "night",
  "needs-you",
  "rescues",
  "publish",
  "trust",
  "threads",
  "learning",
  "landing",
  "health",
  "dues",
  "holds",
  "host",
  "work",
  "budget",
  "answer",
  "notes",
  "when",
  "text",
  "contracts",
] as const;
