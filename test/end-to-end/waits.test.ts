import { join } from "node:path";
import { expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { states, TestFleet } from "./fleet.ts";

const WAITS = `echo '{"type":"result","item":"waiting","reason":"for that day","waiting_for":"until 2026-11-21"}'`;

it("goes on with what a session waited for that was killed before it could say so (X04)", async () => {
  const program = `if [ ! -e $signals/waits ]; then touch $signals/waits; ${WAITS}; else ${states("done", "it was time")}; fi`;
  const fleet = new TestFleet({ agents: { ada: { program } } });
  await fleet.cli("tell", "ada", "Do it when it is time");
  fleet.hook("post-receive", "touch $signals/pushed; sleep 6000");
  const run = fleet.start("run", "ada", "--json");
  await appears(join(fleet.signals, "pushed"));
  run.kill();
  await run.finished;
  fleet.unhook("post-receive");
  const next = await fleet.run("ada");
  expect(next).toMatchObject({ item: { title: "Do it when it is time" }, outcome: { kind: "done" } });
  expect(fleet.rows("SELECT outcome ->> 'kind' AS kind FROM session ORDER BY started")).toEqual([
    { kind: "waiting" },
    { kind: "done" },
  ]);
  expect((await fleet.cli("why", next.session)).stdout).toContain("it waited for until 2026-11-21: it is 2026-11-21");
  expect(fleet.rows("SELECT * FROM wait")).toEqual([]);
});
