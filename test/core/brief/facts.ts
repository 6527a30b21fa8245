import { composeBrief } from "../../../src/core/brief/compose.ts";
import type { BriefFacts } from "../../../src/core/brief/facts.ts";
import { sectionsOf } from "../../../src/core/brief/sections.ts";
import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import type { WorkItem } from "../../../src/core/contracts/work.ts";
import { parseThread } from "../../../src/core/threads/thread.ts";

/** Monday morning. */
export const NOW = Date.parse("2026-11-23T09:00:00Z");
const KEY = "019a0000-0000-7000-8000-000000000001";
export const HOUR = 3_600_000;

export const ITEM: WorkItem = {
  source: "work-queue",
  id: "a",
  title: "Write it",
  tier: "primary",
  rev: "1",
  state: "ready",
};

const ANN = { name: "ann", description: "Ann writes", instructions: "Be brief." } as unknown as AgentDefinition;

/** What is known where hardly anything is. */
export const facts = (given: Partial<BriefFacts> = {}): BriefFacts => ({
  now: NOW,
  company: "solo",
  agent: ANN,
  item: ITEM,
  considered: [{ item: ITEM, taken: true, reason: "the first ready one in PRIMARY" }],
  health: [],
  sessions: [],
  log: [],
  journal: { entries: [], more: 0 },
  threads: [],
  projects: [],
  obligations: [],
  budget: [],
  more: [],
  ...given,
});

export const briefOf = (
  given: Partial<BriefFacts> = {},
  tokens = 3000,
  limits: Readonly<Record<string, number>> = {},
) => composeBrief(sectionsOf(facts(given), limits), { tokens, now: NOW, key: KEY });

export const thread = (name: string, settings: string, body = "") =>
  parseThread(`threads/${name}.md`, `---\n${settings}\n---\n# ${name}\n\n${body}\n`);

/** Outside of every fence: what a session would take for our own words. */
export function ownWords(text: string): string {
  const own: string[] = [];
  let open: string | undefined;
  for (const line of text.split("\n")) {
    const id = /^<<<outside (?<id>[0-9a-f]{12}): /.exec(line)?.groups?.id;
    if (open === undefined && id !== undefined) open = id;
    else if (open !== undefined && line === `<<<end of outside ${open}>>>`) open = undefined;
    else if (open === undefined) own.push(line);
    else if (!line.startsWith("| ")) throw new Error(`a line has escaped its fence: ${line}`);
  }
  if (open !== undefined) throw new Error("a fence is not closed");
  return own.join("\n");
}
