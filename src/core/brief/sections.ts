import type { Section } from "../contracts/brief.ts";
import type { BriefFacts } from "./facts.ts";
import { itemSection, offerSection, rescueSection } from "./sections/item.ts";
import { neighbourSection } from "./sections/neighbour.ts";
import { identitySection, projectSection, threadSection } from "./sections/open.ts";
import { journalSection, lessonSection, observationSection, sessionSection } from "./sections/past.ts";
import { budgetSection, commitSection, obligationSection, signalSection } from "./sections/state.ts";

/** All that a brief can say, in the order in which it stands there. */
const SECTIONS: readonly ((facts: BriefFacts) => Section)[] = [
  itemSection,
  neighbourSection,
  rescueSection,
  identitySection,
  signalSection,
  threadSection,
  sessionSection,
  journalSection,
  projectSection,
  observationSection,
  lessonSection,
  obligationSection,
  offerSection,
  commitSection,
  budgetSection,
];

/** Sections of a brief, with the tokens that the fleet's file gives each: none leaves a section out. */
export function sectionsOf(facts: BriefFacts, limits: Readonly<Record<string, number>> = {}): readonly Section[] {
  const all = [...SECTIONS.map((section) => section(facts)), ...facts.more];
  return all
    .map((section) => ({ value: worthOf(section.name), ...section, tokens: limits[section.name] ?? section.tokens }))
    .filter(({ tokens }) => tokens > 0);
}

/** Sections about the item itself get their room first, then what is urgent, then what is open, then what was. */
const BY_VALUE = [
  "item",
  "rescued",
  "neighbour",
  "lessons",
  "observations",
  "signals",
  "identity",
  "threads",
  "sessions",
];

const worthOf = (name: string) => (BY_VALUE.includes(name) ? BY_VALUE.length - BY_VALUE.indexOf(name) : 0);

/** Sections that the fleet's file may give tokens to, or none. */
export const SECTION_NAMES = [
  "item", "neighbour", "rescued", "identity", "signals", "threads", "sessions", "journal", "projects", "observations", "lessons",
  "obligations", "offer", "commits", "budget",
] as const; // biome-ignore format: a list
