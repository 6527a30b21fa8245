// How long each command takes to its first word and to its end, in a fleet with ten sessions and in one with 10,317 of two
// weeks, against Node doing nothing: all in turns, so that each sees the same machine. Prints a table for docs/performance.md.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { FORTNIGHT, fleetWith } from "../test/fixtures/ledgers.ts";
import { median } from "./measure.mjs";

const ROUNDS = 7;
const SIZES = [10, FORTNIGHT.length];
const COMMANDS = [
  "",
  "status",
  "report",
  "report --since 14d",
  "sessions",
  "show trader",
  "why trader",
  "logs trader",
  "agents",
  "spend",
  "items",
  "plan",
  "budget",
  "health",
  "health --now",
  "outbox",
  "rescue",
  "lessons",
  "memory",
  "check",
  "run trader --dry-run",
];

const bin = join(import.meta.dirname, "..", "dist", "src", "cli", "bin.js");
const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
const git = (...args) => execFileSync("git", args, { stdio: "ignore" });

/** A fleet with the last so many sessions of the fortnight, and a remote that it can fetch. */
function fleetOf(count) {
  const fleet = fleetWith(join(folder, String(count)), FORTNIGHT.slice(-count));
  const [work, remote] = [join(folder, `${count}-work`), join(fleet, "desk.git")];
  git("init", "--quiet", "--initial-branch=main", work);
  git(
    "-C",
    work,
    "-c",
    "user.name=bench",
    "-c",
    "user.email=bench@midwatch.invalid",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "One",
  );
  git("clone", "--quiet", "--bare", work, remote);
  return fleet;
}

/** Milliseconds to the first word, and to the end. */
function time(args) {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let first;
  child.stdout.on("data", () => {
    first ??= performance.now() - start;
  });
  return new Promise((done) => {
    child.once("close", () => {
      const end = performance.now() - start;
      done({ first: first ?? end, end });
    });
  });
}

try {
  const fleets = SIZES.map(fleetOf);
  const rows = [];
  for (const command of COMMANDS) {
    const asked = [
      ["-e", "0"],
      ...fleets.map((fleet) => [bin, ...command.split(" ").filter(Boolean), "--fleet", fleet]),
    ];
    const times = asked.map(() => []);
    // The first round fills the caches.
    for (let round = 0; round <= ROUNDS; round++)
      for (const [at, args] of asked.entries()) {
        const took = await time(args);
        if (round > 0) times[at].push(took);
      }
    const of = (at, what) => Math.round(median(times[at].map((one) => one[what])));
    rows.push([`midwatch ${command}`.trim(), of(0, "end"), of(1, "first"), of(1, "end"), of(2, "first"), of(2, "end")]);
  }
  const head = ["ms, median", "node -e 0", "10: first word", "end", `${SIZES[1]}: first word`, "end"];
  for (const row of [head, head.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
  console.log(
    `\nload ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}; Node ${process.version}`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
