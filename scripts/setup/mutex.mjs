import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT } from "./paths.mjs";
import { say } from "./say.mjs";

const FILE = join(ROOT, ".setup.lock");
const STALE_MS = 15 * 60_000;

/** Does the work while no other set-up of this clone does; one that was killed does not stand in the way. */
export async function alone(work) {
  await acquire();
  try {
    return await work();
  } finally {
    rmSync(FILE, { force: true });
  }
}

async function acquire() {
  let hasSaidSo = false;
  while (!tryAcquire()) {
    if (!hasSaidSo) say("another set-up of this clone is running; waiting for it");
    hasSaidSo = true;
    await wait(200);
  }
}

function tryAcquire() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned()) rmSync(FILE, { force: true });
    return false;
  }
}

function isAbandoned() {
  try {
    const age = Date.now() - statSync(FILE).mtimeMs;
    const pid = Number(readFileSync(FILE, "utf8"));
    return age > STALE_MS || (pid > 0 && !isAlive(pid));
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
