import { idOf } from "../../../lessons/lesson.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";

/** A lesson of one agent's that was in the brief of another's session. */
export interface Passed {
  readonly lesson: string;
  readonly by: string;
  readonly to: string;
  readonly session: string;
}

/** Lessons that agents have taught one another in some sessions. */
export async function lessonsPassed({ fleet, book, agents, signal }: OpenFleet, ids: readonly string[]) {
  const uses = (await fleet.ledger.lessons.uses()).filter(({ session }) => ids.includes(session));
  const names = new Set(agents.names.map((name) => book.workspace ?? agents.get(name).workspace));
  const found: Passed[] = [];
  for (const name of names) {
    const hub = fleet.workspaces.get(name);
    const { commit } = await hub.fetch(signal);
    const { index } = commit === undefined ? { index: { lessons: [] } } : await book.read(hub.view(commit));
    for (const { lesson, session, agent } of uses) {
      const known = index.lessons.find((each) => idOf(each) === lesson);
      const by = known?.provenance.author;
      if (known && by !== undefined && by !== agent) found.push({ lesson: known.title, by, to: agent, session });
    }
  }
  return found;
}
