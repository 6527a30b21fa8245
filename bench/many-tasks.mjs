// How long it takes to see what is next among 10,000 tasks, and among ten.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report, sideBySide } from "./measure.mjs";

const bin = join(import.meta.dirname, "..", "dist", "src", "cli", "bin.js");
const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
const IDENTITY = ["-c", "user.name=bench", "-c", "user.email=bench@midwatch.invalid"];
const midwatch = (fleet) => [process.execPath, bin, "items", "--fleet", fleet];

function fleetWith(count) {
  const fleet = join(folder, String(count));
  const work = join(folder, `${count}-work`);
  const git = (...args) => execFileSync("git", [...IDENTITY, "-C", work, ...args], { stdio: "ignore" });
  execFileSync(process.execPath, [bin, "init", fleet, "--yes"], { stdio: "ignore" });
  execFileSync("git", ["clone", "-q", join(fleet, "desk.git"), work]);
  mkdirSync(join(work, "tasks"), { recursive: true });
  for (let n = 0; n < count; n++)
    writeFileSync(join(work, "tasks", `task-${n}.md`), `---\nstate: todo\npriority: medium\n---\n# Task ${n}\n`);
  git("add", "--all");
  git("commit", "-qm", "Tasks");
  git("push", "-q", "origin", "HEAD:main");
  return fleet;
}

try {
  const [many, few] = [fleetWith(10_000), fleetWith(10)];
  report("midwatch items, 10,000 tasks / 10 tasks", sideBySide(midwatch(many), midwatch(few), { rounds: 5 }), "3");
} finally {
  rmSync(folder, { recursive: true });
}
