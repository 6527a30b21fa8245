import type { BriefEntry, Keyed, Outside, Section } from "../contracts/brief.ts";
import { spell } from "../text/age.ts";
import { tokensOf } from "../text/token-count.ts";
import { fence } from "../trust/fence.ts";

/** One section as it stands in a brief. */
interface Composed {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly tokens: number;
  readonly shown: number;
  /** The keys of what is shown, where it has some. */
  readonly keys: readonly string[];
  readonly omitted: number;
  /** Milliseconds; missing where all of it has been found out just now. */
  readonly age?: number;
  readonly stale: boolean;
}

/** The document a session starts from. */
export interface Brief {
  readonly text: string;
  readonly tokens: number;
  readonly sections: readonly Composed[];
}

interface Frame {
  /** Tokens that the whole of it may take. */
  readonly tokens: number;
  readonly now: number;
  /** The session's own, for its fences. */
  readonly key: string;
}

const BRIEF_HEADING = "# Session brief";
/** Tokens kept for naming the sections that there is no room for. */
const NOTE = 60;

/**
 * Entries that fit, section by section. No section crowds another out: each keeps the most valuable of its entries
 * before any gets a second one; what is left goes to the most valuable first, each up to its own budget.
 */
export function composeBrief(sections: readonly Section[], frame: Frame): Brief {
  const { admitted, left: room, head } = admit(sections, frame);
  let left = room;
  const place = (
    section: Section,
    chosen: readonly BriefEntry[],
    among: readonly BriefEntry[],
  ): readonly BriefEntry[] => {
    const before = costOf(section, chosen, frame);
    const more = fill(section, { chosen, among, most: Math.min(section.tokens, left + before) }, frame);
    left -= costOf(section, more, frame) - before;
    return more;
  };
  const first = admitted.map((section) => place(section, [], section.entries.slice(0, 1)));
  const all = new Map<Section, readonly BriefEntry[]>();
  for (const section of admitted.toSorted(byValue))
    all.set(section, place(section, first[admitted.indexOf(section)] ?? [], section.entries));
  const composed = admitted.map((section) => render(section, all.get(section) ?? [], frame));
  const text = [head, ...composed.map((one) => one.text)].join("\n\n");
  return { text, tokens: tokensOf(text), sections: composed };
}

/** Keys of the keyed entries that have found room in it. */
export const keysIn = ({ sections }: Brief): readonly string[] => sections.flatMap(({ keys }) => keys);

const byValue = (a: Section, b: Section) => (b.value ?? 0) - (a.value ?? 0);

/** Those that say something and find room for at least their heading, and what is left after that. */
function admit(sections: readonly Section[], frame: Frame) {
  const filled = sections.filter(({ entries, omitted = 0 }) => entries.length > 0 || omitted > 0);
  const costs = filled.map((section) => costOf(section, [], frame));
  const room = frame.tokens - tokensOf(BRIEF_HEADING);
  let left = costs.reduce((sum, cost) => sum + cost, 0) <= room ? room : room - NOTE;
  const admitted = filled.filter((_, at) => {
    const cost = costs[at] ?? 0;
    if (cost > left) return false;
    left -= cost;
    return true;
  });
  const out = filled.filter((section) => !admitted.includes(section)).map(({ title }) => title);
  const note = `${BRIEF_HEADING}\n\nNo room was left for ${out.length} more: ${out.join(", ")}`.slice(0, NOTE * 3);
  return { admitted, left, head: out.length > 0 ? note : BRIEF_HEADING };
}

interface Filling {
  readonly chosen: readonly BriefEntry[];
  readonly among: readonly BriefEntry[];
  readonly most: number;
}

/** The chosen, and as many of the others as fit, in their order; one that is too long is passed over for a shorter one. */
function fill(section: Section, { chosen, among, most }: Filling, frame: Frame): readonly BriefEntry[] {
  let kept = chosen;
  for (const entry of among) {
    if (kept.includes(entry)) continue;
    const more = section.entries.filter((one) => one === entry || kept.includes(one));
    if (costOf(section, more, frame) <= most) kept = more;
  }
  return kept;
}

/** With the blank line before it. */
const costOf = (section: Section, chosen: readonly BriefEntry[], frame: Frame) =>
  tokensOf(`\n\n${renderSection(section, chosen, frame)}`);

function render(section: Section, chosen: readonly BriefEntry[], frame: Frame): Composed {
  const { name, title, asOf } = section;
  const text = renderSection(section, chosen, frame);
  const age = asOf === undefined ? {} : { age: Math.max(0, frame.now - asOf) };
  const keys = chosen.flatMap((entry) => (isKeyed(entry) ? entry.key : []));
  const counts = { shown: chosen.length, keys, omitted: omittedFrom(section, chosen) };
  return { name, title, text, tokens: tokensOf(text), ...counts, ...age, stale: isStale(section, frame.now) };
}

function renderSection(section: Section, chosen: readonly BriefEntry[], frame: Frame): string {
  const omitted = omittedFrom(section, chosen);
  const more = omitted > 0 ? [`- (${omitted}${chosen.length > 0 ? " more" : ""} left out)`] : [];
  const blocks = [...grouped(chosen).map((entry) => blockOf(entry, frame.key)), ...more];
  return [`## ${section.title}${ageOf(section, frame.now)}`, ...blocks].reduce(
    (text, block) => `${text}${isPoint(block) && isPoint(lastLine(text)) ? "\n" : "\n\n"}${block}`,
  );
}

const omittedFrom = ({ entries, omitted = 0 }: Section, chosen: readonly BriefEntry[]) =>
  entries.length - chosen.length + omitted;

/** One fence for what comes from one place. */
function grouped(entries: readonly BriefEntry[]): readonly BriefEntry[] {
  const done: BriefEntry[] = [];
  for (const entry of entries) {
    const last = done.at(-1);
    const goesOn = isOutside(entry) && isOutside(last) && last.origin === entry.origin;
    done.splice(goesOn ? -1 : done.length, goesOn ? 1 : 0, goesOn ? joinOutside(last, entry) : entry);
  }
  return done;
}

const LONGEST_OUTSIDE = 2_000;

const joinOutside = (a: Outside, b: Outside): Outside => ({
  origin: a.origin,
  text: `${capped(a)}\n${capped(b)}`,
  longest: Number.POSITIVE_INFINITY,
});

const capped = ({ text, longest = LONGEST_OUTSIDE }: Outside) => text.slice(0, longest);

function blockOf(entry: BriefEntry, key: string): string {
  if (typeof entry === "string") return entry;
  return isKeyed(entry) ? entry.markdown : fence(key, { longest: LONGEST_OUTSIDE, ...entry });
}

const isKeyed = (entry: BriefEntry): entry is Keyed => typeof entry === "object" && "key" in entry;
const isOutside = (entry: BriefEntry | undefined): entry is Outside => typeof entry === "object" && "origin" in entry;

const isPoint = (text: string) => text.startsWith("- ");
const lastLine = (text: string) => text.slice(text.lastIndexOf("\n") + 1);

const isStale = ({ asOf, staleAfter }: Section, now: number) =>
  asOf !== undefined && staleAfter !== undefined && now - asOf > staleAfter;

function ageOf(section: Section, now: number): string {
  if (section.asOf === undefined) return "";
  return ` (newest: ${spell(now - section.asOf)} ago${isStale(section, now) ? "; stale" : ""})`;
}
