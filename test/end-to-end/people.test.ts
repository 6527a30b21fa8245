import { expect, it } from "vitest";
import { states, TestFleet } from "./fleet.ts";

const fleetOf = (...tasks: string[]) => new TestFleet({ agents: { ada: { program: states("done") } }, tasks });

it("an item that a person claims is left to them, until they release it", async () => {
  const fleet = fleetOf("mine", "other");
  expect((await fleet.cli("claim", "Task mine")).stdout).toMatch(/^Task mine is yours, \S+, until you release it\.\n$/);
  expect((await fleet.cli("items")).stdout).toMatch(/mine +held by /);
  expect(await fleet.run("ada")).toMatchObject({ item: { id: "other" } });
  expect(await fleet.run("ada")).toMatchObject({ code: 0, outcome: { kind: "idle" } });
  expect((await fleet.cli("release", "mine")).stdout).toBe("Task mine may be taken again.\n");
  expect((await fleet.cli("release", "mine")).stdout).toBe("Task mine was free already, or a session is at it.\n");
  expect(await fleet.run("ada")).toMatchObject({ item: { id: "mine" }, outcome: { kind: "done" } });
});

it("a part of a title that is in two is refused, and names both", async () => {
  const { code, stderr } = await fleetOf("one", "two").cli("claim", "task");
  expect({ code, stderr }).toEqual({ code: 2, stderr: '"task" could be one or two: write its id\n' });
});

it("retry takes up the item of a session that failed, before others", async () => {
  const fleet = new TestFleet({
    agents: { ada: { program: `[ -e $signals/well ] || exit 3\n${states("done")}` } },
    tasks: ["a", "b"],
  });
  const { session, item } = await fleet.run("ada");
  fleet.signal("well");
  expect(await fleet.ask("retry", session)).toMatchObject({ item: { id: item?.id }, outcome: { kind: "done" } });
});

it("run --item takes that one, and --dry-run takes none", async () => {
  const fleet = fleetOf("a", "b");
  expect((await fleet.cli("run", "ada", "--dry-run")).stdout).toMatch(/next +tertiary +workspace-tasks +a +ready/);
  expect(await fleet.ask("run", "ada", "--item", "b")).toMatchObject({ item: { id: "b" }, outcome: { kind: "done" } });
  expect(await fleet.ask<unknown[]>("sessions")).toHaveLength(1);
});
