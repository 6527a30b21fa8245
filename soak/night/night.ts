import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makePlace } from "../place.ts";
import { BIN } from "../world.ts";
import { fleetOf, HOOK_SECRET, handIn, makeNight, type Night } from "./fleet.ts";
import { NO_MODEL, startLlama } from "./llama-server.ts";
import { gatherMorning, type Morning, type Surprise, surprisesIn } from "./morning.ts";

/** How often the owner hands in a task, says a word, and something outside happens. */
const EVERY_MS = 5 * 60_000;

/** What a night came to. */
export interface NightResult {
  readonly minutes: number;
  readonly morning: Morning;
  readonly surprises: readonly Surprise[];
  readonly root: string;
  readonly remove: () => void;
}

/**
 * Three agents on a real small model through the real Claude Code, the real gptme and the local loop, with everything
 * switched on, and nobody looking for so many milliseconds. Rejects where there is no model or no CLI to be had.
 */
export async function spendNight(ms: number, containment: string, say: (line: string) => void): Promise<NightResult> {
  if (NO_MODEL !== "") throw new Error(`there is no real model here${NO_MODEL}`);
  const { place, remove } = await makePlace();
  const server = await startLlama();
  const night: Night = {
    root: place.root,
    url: server.url,
    programs: programsHere(),
    containment,
    hookPort: place.port,
  };
  try {
    makeNight(night);
    check(night);
    say(`night: ${Math.round(ms / 60_000)} minutes in ${night.root}`);
    const began = Date.now();
    await keepWatch(night, ms, say);
    const morning = gatherMorning(night, began - 1_000);
    const surprises = surprisesIn(morning, night);
    return { minutes: Math.round((Date.now() - began) / 60_000), morning, surprises, root: night.root, remove };
  } finally {
    await server.close();
  }
}

function programsHere(): Night["programs"] {
  const { MIDWATCH_CLAUDE_CODE: claude = "", MIDWATCH_GPTME: gptme = "" } = process.env;
  if (claude === "" || gptme === "") throw new Error("the real Claude Code and the real gptme are not provided");
  return { claude, gptme };
}

/** Rejects a fleet whose files are not right: nothing would ever run. */
function check(night: Night): void {
  const { status, stderr, stdout } = spawnSync(process.execPath, [BIN, "check", "--fleet", fleetOf(night)], {
    encoding: "utf8",
    env: environmentOf(night),
  });
  if (status !== 0) throw new Error(`the night's own fleet is not right: ${stdout}${stderr}`);
}

const environmentOf = ({ root }: Night) => ({ PATH: process.env.PATH, HOME: root, NO_COLOR: "1" });

async function keepWatch(night: Night, ms: number, say: (line: string) => void): Promise<void> {
  const watch = startWatch(night);
  const until = Date.now() + ms;
  for (let n = 1; Date.now() < until && watch.exitCode === null && watch.signalCode === null; n++) {
    disturb(night, n, say);
    await sleep(Math.min(EVERY_MS, Math.max(0, until - Date.now())));
  }
  await ended(watch);
}

/** Everything it says is in watch.log, beside the fleet. */
function startWatch(night: Night): ChildProcess {
  const log = openSync(join(night.root, "watch.log"), "a");
  const argv = [BIN, "watch", "--fleet", fleetOf(night)];
  return spawn(process.execPath, argv, { cwd: night.root, env: environmentOf(night), stdio: ["ignore", log, log] });
}

async function ended(watch: ChildProcess): Promise<void> {
  if (watch.exitCode !== null || watch.signalCode !== null)
    throw new Error(`the watch ended in the night, with ${watch.exitCode ?? watch.signalCode}: see watch.log`);
  const exit = once(watch, "exit");
  watch.kill("SIGTERM");
  await exit;
}

/** As owners do who sleep: their other tools go on. */
function disturb(night: Night, n: number, say: (line: string) => void): void {
  try {
    handIn(night, n);
  } catch (thrown) {
    say(`night: the owner's push gave way: ${String(thrown).split("\n")[0]}`);
  }
  const told = [BIN, "tell", n % 2 === 0 ? "strategist" : "content", `Say something about number ${n}`];
  spawn(process.execPath, [...told, "--fleet", fleetOf(night)], { env: environmentOf(night), stdio: "ignore" });
  void post(night, n);
}

async function post({ hookPort }: Night, n: number): Promise<void> {
  const body = JSON.stringify({ n });
  const signature = createHmac("sha256", HOOK_SECRET).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
  // Nobody there yet: a forge would post it again.
  await fetch(`http://127.0.0.1:${hookPort}/hooks/deploys`, { method: "POST", body, headers }).catch(() => {});
}
