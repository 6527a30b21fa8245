import type { Section } from "../../contracts/brief.ts";
import type { Thread } from "../../contracts/threads.ts";
import { spell } from "../../text/age.ts";
import { DAY } from "../../text/time-units.ts";
import { byRecency, gistOfThread } from "../../threads/thread.ts";
import { label } from "../../trust/fence.ts";
import type { BriefFacts } from "../facts.ts";
import { quoteOrFence } from "./said.ts";

const STALE = 14 * DAY;
const MAX_OPEN_ENTRY_CHARS = 300;

/** Identity of the agent: what it is for, what it holds true, and what it holds no more. */
export function identitySection({ agent, memory }: BriefFacts): Section {
  const { beliefs = [], faded = [] } = memory ?? {};
  const held = beliefs.map(({ text, origin }) => quoteOrFence(`You hold: ${text}`, origin, MAX_OPEN_ENTRY_CHARS));
  const gone = faded.map(({ text, origin }) => quoteOrFence(`You hold no more: ${text}`, origin, MAX_OPEN_ENTRY_CHARS));
  const entries = [`- ${label(agent.description, MAX_OPEN_ENTRY_CHARS)}`, ...held, ...gone];
  return { name: "identity", title: "Who you are", entries, tokens: 300 };
}

/**
 * Threads that are open for this kind of session: alone, what can be explored alone; with a person, what wants
 * talking over.
 */
export function threadSection({ threads, company, now, unread }: BriefFacts): Section {
  const open = threads.filter(
    ({ state, kind }) => state === "open" && (kind === "discuss") === (company === "interactive"),
  );
  const ordered = open.toSorted(byRecency);
  const asOf = ordered[0]?.updated;
  return {
    name: "threads",
    title: company === "interactive" ? "Open threads to talk over" : "Open threads to explore alone",
    entries: ordered.map((thread) =>
      quoteOrFence(
        `${thread.path} (${threadState(thread, now)}): **${thread.title}** ${gistOfThread(thread)}`,
        thread.origin,
        MAX_OPEN_ENTRY_CHARS,
      ),
    ),
    omitted: unread?.threads ?? 0,
    tokens: 350,
    ...(asOf !== undefined && { asOf, staleAfter: STALE }),
  };
}

function threadState({ kind, updated, broken }: Thread, now: number): string {
  const age = updated === undefined ? "" : `, ${spell(now - updated)}${now - updated > STALE ? ", stale" : ""}`;
  return `${kind}${age}${broken === undefined ? "" : `, ${broken}`}`;
}

/** Projects: work that takes more than one session. */
export function projectSection({ projects, now, unread }: BriefFacts): Section {
  const active = projects.filter(({ isActive }) => isActive).toSorted((a, b) => (b.updated ?? 0) - (a.updated ?? 0));
  const asOf = active[0]?.updated;
  const entries = active.map(({ path, title, updated, next, origin }) => {
    const age = updated !== undefined && now - updated > STALE ? ` (${spell(now - updated)}, stale)` : "";
    return quoteOrFence(`${path}${age}: **${title}** ${next}`, origin, MAX_OPEN_ENTRY_CHARS);
  });
  const at = asOf === undefined ? {} : { asOf, staleAfter: STALE };
  const omitted = unread?.projects ?? 0;
  return { name: "projects", title: "Active projects", entries, omitted, tokens: 250, ...at };
}
