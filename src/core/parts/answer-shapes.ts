import { z } from "zod";

const text = z.string();
const finite = z.number().nonnegative();

export const report = z.object({
  check: text,
  status: z.enum(["pass", "warn", "fail"]),
  detail: text,
  about: text.optional(),
  value: z.number().optional(),
  threshold: z.number().optional(),
  unit: text.optional(),
  age: z.number().optional(),
  quotes: z.boolean().optional(),
  needsPerson: z.boolean().optional(),
  facts: z.record(text, text).optional(),
});
export const candidate = z.object({
  id: text.min(1),
  title: text,
  state: z.enum(["ready", "waiting", "blocked"]),
  body: text.optional(),
  fields: z.record(text, text).optional(),
  reason: text.optional(),
  waitingFor: z.array(text).optional(),
  sameAs: z.object({ source: text, id: text }).optional(),
  untrusted: z.boolean().optional(),
  origin: z.object({ by: text, actor: text.optional(), url: text.optional() }).optional(),
  why: text.optional(),
  path: text.optional(),
  replyTo: z.object({ channel: text, to: text }).optional(),
  shared: z.boolean().optional(),
  revision: text.optional(),
});
export const later = z.object({
  kind: z.enum(["later", "unknown", "refused"]),
  reason: text,
  retryAt: finite.optional(),
});
export const section = z.object({
  name: text,
  title: text,
  tokens: finite,
  entries: z.array(z.union([text, z.looseObject({ origin: text, text })])),
  omitted: finite.optional(),
  value: z.number().optional(),
  asOf: finite.optional(),
  staleAfter: finite.optional(),
});
export const noticed = z.object({
  kind: z.enum(["observation", "belief", "thread", "summary"]),
  text,
  edges: z.array(z.object({ type: z.enum(["about", "supports", "contradicts", "supersedes"]), to: text })),
});
