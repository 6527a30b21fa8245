import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears, processesWith } from "./command-line.ts";
import { states, TestFleet, write } from "./fleet.ts";

/** A tree that hears nothing: a shell and its child, both deaf to every polite signal. */
const DEAF = "trap '' TERM INT HUP; touch \"$signals/ready\"; while :; do sleep 0.2; done";

const DEAF_AT = {
  "its setup": { setup: DEAF, program: states("done") },
  "its agent's work": { program: `echo half > half.md\n${DEAF}` },
  "its verification": { program: `echo half > half.md\n${states("done")}`, verify: DEAF },
} as const;

function deafFleet(at: keyof typeof DEAF_AT): TestFleet {
  const { program, ...commands } = DEAF_AT[at];
  const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
  const file = join(fleet.folder, "midwatch.yaml");
  const given = Object.entries(commands).map(([name, text]) => {
    return `, ${name}: [${JSON.stringify(`signals=${fleet.signals}; ${text}`)}]`;
  });
  const text = readFileSync(file, "utf8").replace("../remote.git", `../remote.git${given.join("")}`);
  write(fleet.folder, "midwatch.yaml", text);
  return fleet;
}

describe.concurrent("stop --all with a tree that ignores every signal (O07)", () => {
  it.each(["its setup", "its agent's work", "its verification"] as const)(
    "stop --all ends a tree that ignores every signal in %s",
    async (at) => {
      const fleet = deafFleet(at);
      const run = fleet.start("run", "ada", "--json");
      await appears(join(fleet.signals, "ready"));
      const { code } = await fleet.cli("stop", "--all", "--reason", "enough");
      await run.finished;
      expect({ code, left: processesWith(fleet.signals) }).toEqual({ code: 0, left: [] });
      const kept = fleet.refs().map((ref) => fleet.git("show", `${ref}:half.md`));
      const [ended] = fleet.rows<{ kind: string }>("SELECT outcome ->> 'kind' AS kind FROM session");
      expect(ended?.kind).toBe("stopped");
      expect(kept).toEqual(at === "its setup" ? [] : ["half"]);
      // Whoever starts next, after a reboot, say, is told the same.
      expect((await fleet.cli("run", "ada")).stdout).toContain("enough");
      await fleet.cli("tick");
      expect(fleet.rows("SELECT id FROM session")).toHaveLength(1);
    },
  );
});

describe("a stop while dues are pending (O08)", () => {
  it("starts nothing, by the clock or by an event, until somebody says start", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
    const settings = "description: x\nbackend: { use: command, run: [bash, ./ada.sh] }\nwork: workspace-tasks\n";
    write(fleet.folder, "agents/ada.md", `---\n${settings}when: [every 1m, on workspace-tasks]\n---\n`);
    await fleet.cli("stop", "--all", "--reason", "a reboot");
    const sessions = () => fleet.rows("SELECT id FROM session").length;
    // The first look is where the rules begin; the task is an event that waits already.
    for (let n = 0; n < 2; n++) await fleet.cli("tick");
    expect(sessions()).toBe(0);
    const [event] = fleet.rows<{ state: string; reason: string }>(
      "SELECT state, reason FROM due WHERE rule LIKE 'on %'",
    );
    expect(event).toMatchObject({ state: "pending", reason: expect.stringContaining("a reboot") as string });
    await fleet.cli("start", "--all");
    expect((await fleet.cli("tick")).code).toBe(0);
    expect(sessions()).toBe(1);
  });
});
