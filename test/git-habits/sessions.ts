import { describe, it } from "vitest";
import { CONTAINMENT } from "../containment.ts";
import { TestFleet, write } from "../end-to-end/fleet.ts";
import type { Hire } from "../end-to-end/hires.ts";
import { IN_SESSIONS, type Kept, type UsualSession, WORKSPACE } from "./habits.ts";

/** What midwatch writes itself. */
const BOOKKEEPING = /^(?:journal|tasks)\//;

/** What becomes of some habits, or of all of them, in whole sessions on a backend. */
export function describeHabits(name: string, hire: Hire, habits: readonly UsualSession[] = IN_SESSIONS): void {
  describe.concurrent(`on ${name}, an agent that`, () => {
    it.for(habits)("$name", async (habit, { expect, onTestFinished }) => {
      const [files = {}, more = {}] = WORKSPACE;
      const fleet = new TestFleet({ agents: { ada: {} }, tasks: ["t"], files });
      fleet.commit(more);
      const begun = fleet.git("rev-parse", "main");
      // By way of a file: gptme refuses some of git's commands where it sees them.
      write(fleet.signals, "habit.sh", `${habit.script}\ntrue\n`);
      const orders = { commands: [`bash ${fleet.signals}/habit.sh`], forEver: false };
      fleet.declare("ada", await hire(orders, { fleet, onEnd: onTestFinished }));
      const ran = await fleet.run("ada");
      const { published = [], refused, kept = [] } = isOutOfReach(habit) ? {} : habit;
      if (refused === undefined) expect(ran.outcome).not.toMatchObject({ kind: "failed" });
      else
        expect(ran).toMatchObject({ outcome: { kind: "failed", reason: refused }, publication: { kind: "rescued" } });
      expect([changed(fleet, begun), keptIn(fleet)]).toEqual([published, kept]);
    });
  });
}

/** It cannot be done at all where the agent is contained. */
const isOutOfReach = ({ isOutside = false }: UsualSession) => isOutside && CONTAINMENT === "bubblewrap";

const changed = (fleet: TestFleet, since: string) =>
  fleet
    .git("diff-tree", "-r", "--no-renames", "--name-only", since, "main")
    .split("\n")
    .filter((path) => path !== "" && !BOOKKEEPING.test(path));

/** As its record has it; each is in the hub. */
function keptIn(fleet: TestFleet): readonly Kept[] {
  const [row] = fleet.rows<{ kept: string | null }>("SELECT kept FROM session");
  const kept = JSON.parse(row?.kept ?? "[]") as readonly (Kept & { readonly ref: string })[];
  return kept.map(({ ref, from, commits, files }) => {
    fleet.hub("rev-parse", "--verify", "--quiet", ref);
    return { from: from.replace(/\/\S*(?=\/home\/)/, "…"), commits, files };
  });
}
