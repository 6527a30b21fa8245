import { z } from "zod";
import type { Edge, Extraction, Extractor, Fading, MemoryKind, Noticed, RunSaid } from "../../core/contracts/memory.ts";
import { EDGE_TYPES } from "../../core/contracts/memory.ts";
import type { Factory } from "../../core/contracts/plugin.ts";

const Options = z.strictObject({});

/** Extractor of a run's notes block, and of how the session went. Costs nothing. */
export const notes: Factory<Extractor, z.infer<typeof Options>> = {
  name: "notes",
  options: Options,
  create: () => ({ extract: async (run) => inNotes(run) }),
};

const LISTS: readonly (readonly [key: string, kind: MemoryKind])[] = [
  ["observations", "observation"],
  ["beliefs", "belief"],
  ["threads", "thread"],
];

/** A map that small models write in many ways. Pure. */
export function inNotes(run: RunSaid): Extraction {
  const { notes: said = {} } = run;
  const noticed = LISTS.flatMap(([key, kind]) => listed(said[key]).flatMap((each) => noticedIn(each, kind)));
  return { noticed: [...noticed, summaryOf(run)], faded: listed(said.fades).flatMap(fadingIn) };
}

/** Summary of the session, for the next one that comes near. */
export function summaryOf({ item, outcome }: Pick<RunSaid, "item" | "outcome">): Noticed {
  return { kind: "summary", text: `${item.title}: ${outcome.kind}, ${outcome.reason}`, edges: [] };
}

/** One thing, as text or as a map with one. */
export function noticedIn(value: unknown, kind: MemoryKind): readonly Noticed[] {
  const said = typeof value === "string" ? { text: value } : noticeFields(value);
  const text = noticeText(said.text ?? said[kind] ?? said.title ?? said.question);
  if (text === "") return [];
  const edges = EDGE_TYPES.flatMap((type) => listed(said[type]).flatMap((to) => edgeTo(type, to)));
  return [{ kind, text, edges }];
}

/** `- 1a2b3c-1: why`, or a map with both. */
export function fadingIn(value: unknown): readonly Fading[] {
  if (typeof value === "string") {
    const [memory = "", ...reason] = value.split(":");
    return reason.length > 0 ? [{ memory: memory.trim(), reason: noticeText(reason.join(":")) }] : [];
  }
  const said = noticeFields(value);
  const id = said.id ?? said.memory;
  const [first] = Object.entries(said);
  const [memory, reason] = id === undefined ? [first?.[0], first?.[1]] : [id, said.reason];
  return noticeText(memory) === ""
    ? []
    : [{ memory: noticeText(memory), reason: noticeText(reason) || "it is not true any more" }];
}

function edgeTo(type: Edge["type"], to: unknown): readonly Edge[] {
  const target = noticeText(to);
  return target === "" ? [] : [{ type, to: target }];
}

const listed = (value: unknown): readonly unknown[] => (value == null || value === "" ? [] : [value].flat());

const noticeFields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const noticeText = (value: unknown): string =>
  typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : typeof value === "number" ? String(value) : "";
