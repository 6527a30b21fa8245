import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { says, states, TestFleet } from "./fleet.ts";

const REFUSES = `while read -r old new ref; do
  case $ref in refs/heads/main) echo "GH006: Protected branch update failed. Changes must be made through a pull request." >&2; exit 1;; esac
done`;

/** Twelve entries of a queue that wait for one person. */
const QUEUE = `# Work Queue\n\n## Planned Next\n\n${Array.from(
  { length: 12 },
  (_, n) => `${n + 1}. **Entry ${n + 1}**\n   - Status: BLOCKED - Nora has to give access\n`,
).join("\n")}`;

/** A fleet that holds every odd state at once, each come about as it would. */
export async function oddFleet(): Promise<TestFleet> {
  const fleet = new TestFleet({
    agents: {
      ann: { program: states("done"), settings: ["when: every 1h"] },
      halted: { program: states("done"), work: "duty", settings: ["when: every 1h"] },
      capless: {
        backend: "{ use: command, run: [bash, ./capless.sh], paid: true }",
        program: states("progress", "half"),
        work: "duty",
        settings: ["when: every 1h"],
      },
      parked: { program: "exit 3", work: "duty", settings: ["when: every 1h"] },
      stuck: { program: says("done", "did it"), work: "workspace-tasks" },
      blocked: { program: says("blocked", "Nora has to give access"), work: "[work-queue, workspace-tasks]" },
      idler: { program: says("done", "Nothing to do. Exiting."), work: "duty" },
      brancher: {
        program: `git checkout -q -b side; echo n > n.md; git add -A; git commit -qm side; git checkout -q main; ${says("done", "on a side branch")}`,
        work: "duty",
      },
      cut: { program: "echo u > unfinished.md; exit 4", work: "duty" },
      refused: { program: states("done", "finished"), work: "duty" },
      dies: { program: "echo x > written.md; touch $signals/at-work; sleep 6000", work: "duty" },
    },
    files: { "state/queue-manual.md": QUEUE },
    guards: "budget: { use: caps, run: 2, agentDay: 2 }",
    tasks: ["a", "b"],
  });
  await fleet.cli("stop", "halted", "--reason", "moving house");
  for (const agent of ["idler", "brancher", "cut", "capless"]) await fleet.run(agent);
  for (let n = 0; n < 3; n++) await fleet.run("stuck");
  await fleet.run("blocked");
  for (let n = 0; n < 5; n++) await fleet.run("parked");
  fleet.hook("pre-receive", REFUSES);
  await fleet.run("refused");
  return fleet;
}

/** What comes last, as it keeps others from running: a session whose process is gone, and a file that others may write. */
export async function broken(fleet: TestFleet): Promise<void> {
  const running = fleet.start("run", "dies");
  const { appears } = await import("./command-line.ts");
  await appears(join(fleet.signals, "at-work"));
  running.kill("SIGKILL");
  await running.finished;
  rmSync(join(fleet.signals, "at-work"));
  chmodSync(join(fleet.folder, "agents/ann.md"), 0o666);
}
