import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { states, TestFleet } from "./fleet.ts";

const QUEUE = `# Queue

## Planned Next

1. **Ask the bank**
   - Status: WAITING - for their reply
2. **Buy a printer**
   - Status: BLOCKED - the owner has to choose one
3. **Sort the mail**
   - Status: READY
4. **Water the plants**
   - Status: READY
`;
const WAITS = `touch $signals/$(basename $(dirname $PWD)); until [ -e $signals/go ]; do sleep 0.05; done`;

interface Explained {
  readonly candidates: readonly { readonly title: string; readonly taken: boolean; readonly reason: string }[];
}

describe("why", () => {
  it("tells for each candidate why it was taken or passed over", async () => {
    const agents = {
      ada: {
        program: `touch $signals/ada; until [ -e $signals/go ]; do sleep 0.05; done; ${states("done")}`,
        work: "work-queue",
      },
      bob: { program: states("waiting", "for the post to come"), work: "[work-queue, workspace-tasks]" },
    };
    const fleet = new TestFleet({ agents, files: { "state/queue-manual.md": QUEUE }, tasks: ["t1", "t2"] });
    const ada = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "ada"));
    const { session } = await fleet.run("bob");
    fleet.signal("go");
    await ada.finished;

    const { candidates } = await fleet.ask<Explained>("why", session);
    expect(candidates.map(({ title, taken, reason }) => [title, taken, reason])).toEqual([
      ["Ask the bank", false, "waiting: for their reply"],
      ["Buy a printer", false, "blocked: the owner has to choose one"],
      ["Sort the mail", false, expect.stringMatching(/^held by ada, session /)],
      ["Water the plants", true, "the first ready one in PRIMARY"],
      ["Task t1", false, '"Water the plants" came first'],
      ["Task t2", false, '"Water the plants" came first'],
    ]);
    const text = (await fleet.cli("why", session.slice(-8))).stdout;
    expect(text).toMatch(/passed +primary +work-queue +Buy a printer +blocked: the owner has to choose one/);
    expect(text).toMatch(/taken +primary +work-queue +Water the plants +the first ready one in PRIMARY/);
  });

  it("tells that an item is done at this revision, when its file says otherwise", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done", "all of it") } }, tasks: ["a", "b"] });
    const task = fleet.published("tasks/a.md") ?? "";
    await fleet.run("ada");
    fleet.commit({ "tasks/a.md": `${task}\n` });
    const { session, item } = await fleet.run("ada");
    const { candidates } = await fleet.ask<Explained>("why", session);
    expect(item?.id).toBe("b");
    expect(candidates[0]?.reason).toMatch(/^done at this revision: done: all of it \(session /);
  });

  it("tells that a session never came to a choice", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: WAITS } } });
    const { session } = await fleet.run("ada");
    expect((await fleet.cli("why", session)).stdout).toMatch(
      /idle: no source has anything on offer[\s\S]*never came to a choice/,
    );
  });
});
