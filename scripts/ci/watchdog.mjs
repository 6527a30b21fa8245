// Runs a command, and ends it when it has said nothing for too long: node scripts/ci/watchdog.mjs <minutes> <command> …
import { spawn } from "node:child_process";
import process from "node:process";
import { running } from "./log.mjs";

/** As "timeout" of coreutils ends. */
const SILENT = 124;
const GRACE_MS = 10_000;
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"];

const [minutes, command, ...args] = process.argv.slice(2);
// A group of its own: what it has started ends with it.
const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
let isSilent = false;
let timer = setTimeout(giveUp, minutes * 60_000);

for (const name of ["stdout", "stderr"])
  child[name].on("data", (bytes) => {
    process[name].write(bytes);
    if (bytes.includes(10) && !isSilent) timer = again();
  });
for (const signal of FORWARDED) process.on(signal, () => end(signal));
child.on("error", (error) => {
  console.error(`${command} cannot be run: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => {
  clearTimeout(timer);
  process.exitCode = isSilent ? SILENT : (code ?? 1);
  if (signal && !isSilent) console.error(`${command} was ended by ${signal}`);
});
// What has escaped from the group may hold its output for ever.
child.on("exit", () => setTimeout(() => process.exit(), GRACE_MS).unref());

function again() {
  clearTimeout(timer);
  return setTimeout(giveUp, minutes * 60_000);
}

function giveUp() {
  isSilent = true;
  const names = running();
  console.error(`\n${[command, ...args].join(" ")} has said nothing for ${minutes} minutes, and is ended.`);
  console.error(
    names.length === 0 ? "No test was running." : `Running:\n${names.map((name) => `  ${name}`).join("\n")}`,
  );
  end("SIGTERM");
  setTimeout(() => end("SIGKILL"), GRACE_MS);
}

function end(signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}
