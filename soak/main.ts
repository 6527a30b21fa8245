import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { violationsIn } from "./checker.ts";
import { Driver } from "./driver.ts";
import { Nemesis } from "./nemesis.ts";
import { makePlace } from "./place.ts";
import { randomFrom } from "./random.mjs";
import { reportOf } from "./report.ts";
import { SoakWorld } from "./world.ts";

/** npm run soak: siblings at work, a nemesis, and a checker that believes nobody. Ends with 1 when anything was lost. */
const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "100" },
    minutes: { type: "string" },
    siblings: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now()) },
    bubblewrap: { type: "boolean", default: false },
    calm: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    report: { type: "string" },
  },
});

const began = Date.now();
const { place, ownDisk, remove } = await makePlace();
const settings = {
  sessions: Number(values.sessions),
  siblings: Number(values.siblings),
  seed: values.seed,
  bubblewrap: values.bubblewrap,
  ownDisk,
};
const world = new SoakWorld(place, settings);
world.make();
world.handIn(40, 0);
console.log(
  `soak: ${settings.sessions} sessions of ${settings.siblings} siblings, seed ${settings.seed}, in ${world.root}`,
);

const over =
  values.minutes === undefined ? new AbortController().signal : AbortSignal.timeout(Number(values.minutes) * 60_000);
const nemesis = new Nemesis(world, randomFrom(`${settings.seed}/nemesis`));
const driver = new Driver(world, randomFrom(`${settings.seed}/driver`));
await driver.check();
const harmed = new AbortController();
driver.failing = !values.calm && spawnSync("strace", ["-V"], { stdio: "ignore" }).status === 0;
const harming = values.calm ? Promise.resolve() : nemesis.run(harmed.signal);
let said = 0;
await driver.run(over, (ended) => {
  if (ended < said + 20) return;
  said = ended;
  console.log(`soak: ${ended} sessions, ${Math.round((Date.now() - began) / 1000)} s`);
});
driver.failing = false;
harmed.abort();
await harming;
nemesis.repair();
const looks = await driver.comeToRest();
const violations = await violationsIn(world);
const report = reportOf(world, {
  harm: { ...nemesis.harm, "failing call": driver.failpoints },
  violations,
  looks,
  seconds: Math.round((Date.now() - began) / 1000),
});
const text = `${JSON.stringify(report, null, 2)}\n`;
if (values.report !== undefined) writeFileSync(resolve(values.report), text);
console.log(text);
for (const { rule, detail } of violations) console.error(`VIOLATED: ${rule}: ${detail}`);
console.log(`soak: ${report.sessions} sessions, ${report.writes} writes, ${violations.length} violations`);
if (!values.keep && violations.length === 0) remove();
process.exitCode = violations.length > 0 ? 1 : 0;
