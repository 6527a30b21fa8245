import { spawnSync } from "node:child_process";

const ROUNDS = 15;

/** Median milliseconds of two commands, run in turns so that both see the same machine, and their ratio. */
export function sideBySide(ours, theirs, { rounds = ROUNDS, before = () => {} } = {}) {
  const times = { ours: [], theirs: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const [who, command] of Object.entries({ ours, theirs })) {
      before(who);
      const took = time(command);
      // The first round warms the caches of both.
      if (round > 0) times[who].push(took);
    }
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  return { ours: a, theirs: b, ratio: a / b };
}

export function report(name, { ours, theirs, ratio }, aim) {
  console.log(
    `${name}: ${ours.toFixed(1)} ms against ${theirs.toFixed(1)} ms, ${ratio.toFixed(2)} times (aim: ${aim})`,
  );
}

function time([program, ...args]) {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} exited with ${status}: ${stderr}`);
  return performance.now() - start;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
