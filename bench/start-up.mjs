// How long `midwatch status` takes to start, against Node doing nothing; and a whole session without an agent's own
// time, against a shell script that locks, fetches, commits and pushes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report, sideBySide } from "./measure.mjs";

const bin = join(import.meta.dirname, "..", "dist", "src", "cli", "bin.js");
const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
const fleet = join(folder, "fleet");
const midwatch = (...args) => [process.execPath, bin, ...args, "--fleet", fleet];

const SCRIPT = `set -e
cd ${join(folder, "checkout")}
exec 9> ${join(folder, "lock")}
flock -n 9
git fetch -q origin main
git merge -q --ff-only origin/main
date +%N > noop.txt
git add noop.txt
git commit -qm "A session"
git push -q origin HEAD:main
`;

try {
  execFileSync(process.execPath, [bin, "demo", fleet], { stdio: "ignore" });
  // An agent that does nothing but write a line: what is measured is everything around it.
  const run = `[sh, -c, "date +%N > noop.txt; echo '{\\"type\\":\\"result\\",\\"item\\":\\"done\\",\\"reason\\":\\"noted\\"}'"]`;
  writeFileSync(
    join(fleet, "agents", "noop.md"),
    `---\ndescription: Does nothing\nbackend: { use: command, run: ${run} }\nwork: duty\n---\n`,
  );
  execFileSync("git", ["clone", "-q", join(fleet, "desk.git"), join(folder, "checkout")]);
  execFileSync("git", ["-C", join(folder, "checkout"), "config", "user.email", "bench@midwatch.invalid"]);
  execFileSync("git", ["-C", join(folder, "checkout"), "config", "user.name", "bench"]);
  writeFileSync(join(folder, "session.sh"), SCRIPT);

  report("midwatch status / node -e 0", sideBySide(midwatch("status"), [process.execPath, "-e", "0"]), "1.3");
  const script = ["sh", join(folder, "session.sh")];
  report("a no-op session / a shell script", sideBySide(midwatch("run", "noop"), script, { rounds: 7 }), "1.5");
} finally {
  rmSync(folder, { recursive: true });
}
