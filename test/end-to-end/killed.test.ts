import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aMoment, until } from "../limits.ts";
import { appears, processesWith } from "./command-line.ts";
import { readIf, states, TestFleet } from "./fleet.ts";

const KILLS = 10;

/** A sleep that can be told from every other process of the machine. */
const mark = () => `8${Math.floor(Math.random() * 1e8)}.25`;

describe("midwatch killed with -9 while an agent works", () => {
  it("loses nothing, leaves nothing running, and goes on, ten times in a row (K02, K09, B01, B02, K14)", async () => {
    const [detached, scrubbed, held] = [mark(), mark(), mark()];
    // Each session writes one more line, leaves a child of every kind behind, says that it is there, and waits.
    const program = `
      count=$(ls notes 2>/dev/null | wc -l); mkdir -p notes
      [ -e $signals/finish ] && { ${states("done")}; exit; }
      echo "written by $count" > notes/$count
      setsid sleep ${detached} &
      ( env -i /bin/sh -c 'setsid sleep ${scrubbed} </dev/null >/dev/null 2>&1 &' 3>&- & )
      sleep ${held} & disown
      touch $signals/$(basename $(dirname $PWD))
      sleep ${held}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a", "b", "c", "d"] });
    const left = () => [detached, scrubbed, held].flatMap(processesWith);

    for (let kill = 1; kill <= KILLS; kill++) {
      const run = fleet.start("run", "ada", "--json");
      const session = await atWork(fleet, kill);
      // What the session before this one left is rescued by now, in the hub and on the remote.
      const expected = kill - 1;
      expect(fleet.refs()).toHaveLength(expected);
      expect(
        fleet.hub("for-each-ref", "--format=%(refname)", "refs/midwatch/rescue").split("\n").filter(Boolean),
      ).toEqual(fleet.refs());
      // It says so before the last of them has become what it is to be.
      await until(() => left().length >= 3, "its children");
      run.kill();
      await run.finished;
      await until(() => left().length === 0, "their end");
      expect(fleet.rows("SELECT id FROM session WHERE outcome IS NULL")).toEqual([{ id: session }]);
    }

    fleet.signal("finish");
    const last = await fleet.run("ada");
    // Three sessions in a row died on a, on b and on c: they wait for a person; d goes on from what was rescued.
    expect(last).toMatchObject({ code: 0, item: { id: "d" }, outcome: { kind: "done" } });
    expect(fleet.refs()).toHaveLength(KILLS);
    expect(fleet.files().filter((path) => path.startsWith("notes/"))).toEqual(["notes/0"]);
    const everything = fleet.refs().map((ref) => fleet.files(ref).filter((path) => path.startsWith("notes/")).length);
    expect(everything).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1]);

    const dead = fleet.rows<{ kind: string; phase: string }>(
      "SELECT outcome ->> 'kind' AS kind, outcome ->> 'phase' AS phase FROM session WHERE outcome ->> 'kind' <> 'done'",
    );
    expect(dead).toEqual(Array.from({ length: KILLS }, () => ({ kind: "crashed", phase: "execute" })));
    expect(fleet.rows("SELECT item FROM claim WHERE state = 'held'")).toEqual([]);

    const { candidates } = await fleet.ask<{ candidates: { item: string; reason: string }[] }>("why", last.session);
    expect(candidates.slice(0, 3).map(({ reason }) => reason)).toEqual(
      ["a", "b", "c"].map(
        (id) => expect.stringMatching(`^quarantined at this revision: crashed: .* on Task ${id}`) as string,
      ),
    );
    const { needsYou } = await fleet.ask<{ needsYou: { kind: string; text: string }[] }>("status");
    const stuck = needsYou.filter(({ kind }) => kind === "quarantined").map(({ text }) => text);
    expect(stuck.map((text) => text.replace(/ it: .*/, " it"))).toEqual(
      ["a", "b", "c"].map((id) => `look at ${id} (workspace-tasks): 3 sessions in a row had no effect on it`),
    );
  });

  it("leaves work to a sibling's start, too: whoever runs next rescues it", async () => {
    const program = `echo saved > note; touch $signals/at-work; sleep ${mark()}`;
    const fleet = new TestFleet({ agents: { ada: { program }, bob: { program: states("done") } }, tasks: ["a", "b"] });
    const ada = fleet.start("run", "ada");
    await appears(join(fleet.signals, "at-work"));
    ada.kill();
    await ada.finished;
    await fleet.run("bob");
    const [ref = ""] = fleet.refs();
    expect(ref).toMatch(/^refs\/midwatch\/rescue\/ada\//);
    expect(fleet.git("show", `${ref}:note`)).toBe("saved");
  });
});

/** The session that is the nth to say that it is at work. */
async function atWork(fleet: TestFleet, nth: number): Promise<string> {
  const seen = () => fleet.rows<{ id: string }>("SELECT id FROM session ORDER BY started");
  for (;;) {
    const id = readIf(join(fleet.folder, ".midwatch/ledger.db")) === undefined ? undefined : sessionOf(seen, nth);
    if (id !== undefined) {
      await appears(join(fleet.signals, id));
      return id;
    }
    await aMoment(50);
  }
}

function sessionOf(seen: () => { id: string }[], nth: number): string | undefined {
  try {
    return seen()[nth - 1]?.id;
  } catch {
    return undefined;
  }
}
