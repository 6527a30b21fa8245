import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadAgents } from "../../src/agents/load.ts";
import { describeWhen } from "../../src/core/when/describe.ts";
import { parseWhen } from "../../src/core/when/parse.ts";
import { KNOWN } from "../core/when/calendars.ts";

const fixtures = join(import.meta.dirname, "..", "cli", "init", "fixtures");

/** Each agent's `when` in words, whatever else its fleet is. */
async function schedulesIn(fleet: string): Promise<Readonly<Record<string, string>>> {
  const { schedules, problems } = await loadAgents(join(fleet, "agents"), {
    fleet,
    workspaces: ["alice", "project"],
    sources: ["work-queue", "workspace-tasks"],
    checkBackend: () => [],
    readWhen: (texts, agents) => parseWhen(texts, { ...KNOWN, agents }),
  });
  expect(problems).toEqual([]);
  return Object.fromEntries(schedules.map(({ agent, when }) => [agent, describeWhen(when)]));
}

it("what init makes of crontabs and timers is a when that can be read", async () => {
  const golden = readdirSync(fixtures).map((name) => join(fixtures, name, "golden"));
  const found = golden.filter((fleet) => existsSync(join(fleet, "agents"))).map(schedulesIn);
  expect(Object.assign({}, ...(await Promise.all(found)))).toEqual({
    alice: "every 2 hours on weekdays (UTC); every 4 hours on weekends (UTC)",
    claude: "every 2 hours on weekdays between 00:15 and 24:00 (UTC)",
    "revenue-session": "every day at 00:00 (UTC); every day at 12:30 (UTC)",
    strategist: "Mondays at 10:00 (UTC)",
  });
});
