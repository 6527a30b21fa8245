import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../limits.ts";
import { appears } from "./command-line.ts";
import { type Ran, states, TestFleet } from "./fleet.ts";

/** Writes a file of the agent's own for each item it gets. */
const WRITES = `
name=$(grep -o '"agent": "[a-z0-9]*"' "$MIDWATCH_SESSION" | cut -d'"' -f4)
item=$(grep -m1 -o '"id": "[a-z0-9-]*"' "$MIDWATCH_ITEM" | cut -d'"' -f4)
mkdir -p work && echo "by $name" > "work/$item"
${states("done")}`;
const BUSY = 75;

describe("sibling agents", () => {
  it("all bring their work to the remote when they start at the same moment, round after round", async () => {
    const names = ["ada", "bob", "cyd"];
    const tasks = Array.from({ length: 9 }, (_, at) => `t${at}`);
    const fleet = new TestFleet({ agents: Object.fromEntries(names.map((n) => [n, { program: WRITES }])), tasks });
    const ran: (Ran & { code: number | null })[] = [];
    for (let round = 0; round < 3; round++) ran.push(...(await Promise.all(names.map((name) => fleet.run(name)))));

    expect(ran.map(({ code, outcome, publication }) => [code, outcome.kind, publication.kind])).toEqual(
      ran.map(() => [0, "done", "published"]),
    );
    expect(ran.map(({ item }) => item?.id).sort()).toEqual(tasks);
    expect(fleet.files().filter((path) => path.startsWith("work/"))).toEqual(tasks.map((id) => `work/${id}`));
    expect(fleet.rows("SELECT id FROM session WHERE outcome IS NOT NULL")).toHaveLength(9);
    expect(tasks.filter((id) => !fleet.published(`tasks/${id}.md`)?.includes("state: done"))).toEqual([]);
  });

  it("say which sibling has an item", async () => {
    const program = `touch $signals/at-work; until [ -e $signals/go ]; do sleep 0.05; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program }, bob: { program: states("done") } }, tasks: ["a", "b"] });
    const ada = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "at-work"));
    const bob = await fleet.run("bob");
    fleet.signal("go");
    await ada.finished;
    const { candidates } = await fleet.ask<{ candidates: object[] }>("why", bob.session);
    expect(bob.item?.id).toBe("b");
    expect(candidates[0]).toMatchObject({
      item: "a",
      taken: false,
      reason: expect.stringMatching(/^held by ada, session/),
    });
  });

  it("push at once, eight of them, and everything lands (G09)", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const waits = `touch $signals/$(basename $(dirname $PWD)); until [ -e $signals/go ]; do sleep 0.05; done; ${WRITES}`;
    const tasks = names.map((name) => `t-${name}`);
    const fleet = new TestFleet({
      agents: Object.fromEntries(names.map((name) => [name, { program: waits }])),
      tasks,
      slots: 8,
    });
    const all = names.map((name) => fleet.start("run", name, "--json"));
    await until(() => readdirSync(fleet.signals).length === names.length, "all of them at work");
    fleet.signal("go");
    const codes = (await Promise.all(all.map(({ finished }) => finished))).map(({ code }) => code);
    expect(codes).toEqual(names.map(() => 0));
    expect(fleet.files().filter((path) => path.startsWith("work/"))).toEqual(tasks.map((id) => `work/${id}`));
    expect(fleet.rows("SELECT id FROM effect WHERE state <> 'confirmed'")).toEqual([]);
  });
});

describe("one agent", () => {
  it("works once when it is started sixteen times at once, and every other due is skipped with a reason (L01)", async () => {
    const program = `touch $signals/$$; until [ -e $signals/go ]; do sleep 0.05; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    const starters = Array.from({ length: 16 }, () => fleet.start("run", "ada", "--json"));
    const ended: (number | null)[] = [];
    await new Promise<void>((enough) => {
      for (const { finished } of starters)
        void finished.then(({ code }) => {
          ended.push(code);
          if (ended.length === 15) enough();
        });
    });
    fleet.signal("go");
    await Promise.all(starters.map(({ finished }) => finished));
    expect(ended).toEqual([...Array.from({ length: 15 }, () => BUSY), 0]);
    const dues = fleet.rows<{ state: string; n: number }>("SELECT state, count(*) AS n FROM due GROUP BY 1 ORDER BY 1");
    expect(dues).toEqual([
      { state: "ran", n: 1 },
      { state: "skipped", n: 15 },
    ]);
  });

  it("is told which session has it when it is started again", async () => {
    const program = `touch $signals/at-work; until [ -e $signals/go ]; do sleep 0.05; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    const first = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "at-work"));
    const second = await fleet.cli("run", "ada", "--json");
    fleet.signal("go");
    const { session } = JSON.parse((await first.finished).stdout) as Ran;
    const [due] = fleet.rows<{ reason: string }>("SELECT reason FROM due WHERE state = 'skipped'");
    expect(second.code).toBe(BUSY);
    expect(JSON.parse(second.stdout)).toMatchObject({ kind: "busy", reason: expect.stringContaining(session) });
    expect(due?.reason).toMatch(new RegExp(`^busy: ada has been running since .* in session ${session}`));
  });
});
