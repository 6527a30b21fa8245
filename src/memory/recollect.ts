import type { Edge, Memory } from "../core/contracts/memory.ts";
import { shortIdOf } from "../core/text/memory-id.ts";
import type { JudgedEntry, KeptEntry, KeptNotice, RecordEntry } from "./record/entry.ts";

/** Everything that is known of one memory. */
interface KnownMemory {
  readonly notice: KeptNotice;
  readonly origin: KeptEntry["origin"];
  /** Items it was noticed or supported on. */
  readonly items: Set<string>;
  /** Items it was contradicted on, and how that was told last. */
  readonly against: Map<string, string>;
  lastAt: number;
  superseded?: string;
  judged?: JudgedEntry;
  /** Its edges count only while it is trusted. */
  applied: boolean;
}

/** Memories of a record, each as it stands after the last entry. Pure. */
export function recollect(entries: readonly RecordEntry[]): ReadonlyMap<string, Memory> {
  const all = new Map<string, KnownMemory>();
  for (const entry of entries) {
    if (entry.type === "kept") keep(all, entry);
    else applyJudgement(all, entry);
  }
  return new Map([...all].map(([id, known]) => [id, memoryState(id, known)]));
}

/** A memory's id: its session's, and which it was of those the session had. */
const idOf = (session: string, n: number): string => `${session}-${n + 1}`;

function keep(all: Map<string, KnownMemory>, { origin, noticed, faded }: KeptEntry): void {
  const isTrusted = origin.tainted === undefined;
  for (const [n, notice] of noticed.entries()) {
    const same = notice.same === undefined ? undefined : all.get(notice.same);
    if (same && isTrusted) strengthen(same, origin);
    const id = idOf(origin.session, n);
    if (same || all.has(id)) continue;
    const known: KnownMemory = {
      notice,
      origin,
      items: new Set([origin.item]),
      against: new Map(),
      lastAt: origin.at,
      applied: false,
    };
    all.set(id, known);
    if (isTrusted) apply(all, id, known);
  }
  // What strangers may have said unsays nothing.
  for (const { memory, reason } of isTrusted ? faded : []) {
    const { session: by, at } = origin;
    applyJudgement(all, { type: "faded", memory, reason, by, at });
  }
}

function strengthen(known: KnownMemory, { item, at }: KeptEntry["origin"]): void {
  known.items.add(item);
  known.lastAt = Math.max(known.lastAt, at);
}

function apply(all: Map<string, KnownMemory>, id: string, known: KnownMemory): void {
  known.applied = true;
  for (const { type, to } of known.notice.edges) {
    const other = to === id ? undefined : all.get(to);
    if (!other) continue;
    const told = `${shortIdOf(id)}: ${known.notice.text}`;
    if (type === "supports") strengthen(other, known.origin);
    if (type === "contradicts") other.against.set(known.origin.item, told);
    if (type === "supersedes") other.superseded = told;
  }
}

function applyJudgement(all: Map<string, KnownMemory>, entry: JudgedEntry): void {
  const known = all.get(entry.memory);
  if (!known) return;
  known.judged = entry;
  if (entry.type === "promoted" && !known.applied) apply(all, entry.memory, known);
}

function memoryState(id: string, known: KnownMemory): Memory {
  const { notice, origin, items, lastAt } = known;
  const reason = whyNot(known);
  return {
    id,
    kind: notice.kind,
    text: notice.text,
    origin,
    strength: items.size,
    lastAt,
    standing: reason?.standing ?? "active",
    ...(reason && { reason: reason.why }),
    edges: edgesOf(notice, origin),
  };
}

/** Edges of a notice; it is about the item it was noticed on, too. */
const edgesOf = ({ edges }: KeptNotice, { item }: KeptEntry["origin"]): readonly Edge[] => [
  ...edges,
  { type: "about", to: item },
];

type Why = { readonly standing: "faded" | "quarantined"; readonly why: string };

/** A person's word goes before everything else; then what others say of it; then where it comes from. */
function whyNot({ judged, superseded, against, items, origin, applied }: KnownMemory): Why | undefined {
  if (judged?.type === "promoted") return undefined;
  if (judged) return { standing: "faded", why: `${judged.reason} (${judged.by})` };
  if (superseded !== undefined) return { standing: "faded", why: `superseded by ${superseded}` };
  if (against.size >= items.size) return { standing: "faded", why: `contradicted by ${[...against.values()].at(-1)}` };
  return applied ? undefined : { standing: "quarantined", why: origin.tainted ?? "its origin is not trusted" };
}
