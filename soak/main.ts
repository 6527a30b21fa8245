import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/core/errors.ts";
import { findContainment } from "../src/core/host/containment.ts";
import { parseDuration } from "../src/core/when/durations.ts";
import { makePlace } from "./place.ts";
import { overheadOf } from "./report.ts";
import { Soak } from "./soak.ts";
import { BIN, SoakWorld } from "./world.ts";

/** npm run soak: siblings at work, a nemesis, and a checker that believes nobody. Ends with 1 when anything was lost. */
const OPTIONS = {
  sessions: { type: "string" },
  minutes: { type: "string" },
  "rest-minutes": { type: "string", default: "20" },
  siblings: { type: "string", default: "4" },
  seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  every: { type: "string" },
  program: { type: "string", default: BIN },
  bubblewrap: { type: "boolean", default: false },
  calm: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  discard: { type: "boolean", default: false },
  report: { type: "string" },
  model: { type: "boolean", default: false },
  real: { type: "string" },
  mutations: { type: "boolean", default: false },
  only: { type: "string", default: "" },
} as const;

const NUMBERS = ["sessions", "minutes", "rest-minutes", "siblings", "every"] as const;

const values = readOptions();

if (values.model) process.exitCode = await inMemory();
else if (values.real !== undefined) process.exitCode = await realNight(values.real);
else if (values.mutations) process.exitCode = await ofMutations();
else process.exitCode = await onThisMachine();

/** Ends with 2, and a sentence, where an option is none or its value makes no sense. */
function readOptions() {
  try {
    const { values: given } = parseArgs({ options: OPTIONS });
    for (const name of NUMBERS)
      if (given[name] !== undefined && !(Number(given[name]) > 0))
        throw new Error(`--${name} ${given[name]}: write a number above 0`);
    if (given.real !== undefined && parseDuration(given.real) === undefined)
      throw new Error(`--real ${given.real}: write how long, such as 2h or 45m`);
    return given;
  } catch (thrown) {
    console.error(`soak: ${messageOf(thrown)}`);
    console.error(
      `its options: ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(" ")}; docs/soak.md explains them`,
    );
    process.exit(2);
  }
}

async function inMemory(): Promise<number> {
  const { soakInMemory } = await import("./model/soak-in-memory.ts");
  return (await soakInMemory(Number(values.sessions ?? "10000"), Number(values.seed))) ? 0 : 1;
}

async function ofMutations(): Promise<number> {
  const { catchMutations } = await import("./mutate.ts");
  return (await catchMutations(values.seed, values.only)) ? 0 : 1;
}

/** Ends with 1 when the morning's report and the remote do not say the same. */
async function realNight(length: string): Promise<number> {
  const { spendNight } = await import("./night/night.ts");
  const ms = parseDuration(length) ?? 0;
  const say = (line: string) => console.log(line);
  const { minutes, morning, surprises, root, remove } = await spendNight(ms, await containmentHere(), say);
  if (values.report !== undefined)
    writeFileSync(resolve(values.report), JSON.stringify({ minutes, morning, surprises }, null, 2));
  console.log(morning.text);
  for (const { rule, detail } of surprises) console.error(`SURPRISE: ${rule}: ${detail}`);
  console.log(`night: ${morning.report.sessions.length} sessions in ${minutes} minutes, ${surprises.length} surprises`);
  if (values.keep || surprises.length > 0) console.log(`night: it is kept in ${root}`);
  else remove();
  return surprises.length > 0 ? 1 : 0;
}

async function onThisMachine(): Promise<number> {
  const { place, ownDisk, remove } = await makePlace();
  const sessions = Number(values.sessions ?? "100");
  const { seed, program, calm } = values;
  const world = new SoakWorld(place, {
    sessions,
    siblings: Number(values.siblings),
    seed,
    calm,
    containment: await containmentHere(),
    program: resolve(program),
    ownDisk,
  });
  console.log(`soak: ${sessions} sessions of ${values.siblings} siblings, seed ${seed}, in ${world.root}`);
  const report = await new Soak(world).run({
    every: Number(values.every ?? sessions),
    restMs: Number(values["rest-minutes"]) * 60_000,
    ...(values.minutes !== undefined && { harmMs: Number(values.minutes) * 60_000 }),
  });
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (values.report !== undefined) writeFileSync(resolve(values.report), text);
  console.log(text);
  const { violations } = report;
  for (const { rule, detail } of violations) console.error(`VIOLATED: ${rule}: ${detail}`);
  for (const line of overheadOf(report)) console.log(line);
  console.log(`soak: ${report.sessions} sessions, ${report.writes} writes, ${violations.length} violations`);
  if (values.discard || (!values.keep && violations.length === 0)) remove();
  else console.log(`soak: it is kept in ${world.root} and ${world.outside}`);
  return violations.length > 0 ? 1 : 0;
}

/** By its name, so that nothing is refused: bubblewrap where it is asked for, else a namespace where there can be one. */
async function containmentHere() {
  if (values.bubblewrap) return "bubblewrap";
  return (await findContainment()).name === "group" ? "group" : "namespace";
}
