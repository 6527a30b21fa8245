// Two sessions each on a large repository, to the end, and what they take:
// node bench/large.mjs [--files 100000] [--megabytes 2048] [--rate KILOBYTES_PER_SECOND] [--keep]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeRemote, serve } from "./large/remote.mjs";
import { throttled } from "./large/throttle.mjs";

const BIN = join(import.meta.dirname, "..", "dist", "src", "cli", "bin.js");
const SESSIONS = 2;
const PROGRAM = `echo "$RANDOM" >> work.txt
echo '{"type":"result","item":"done","reason":"a line more"}'
`;
const { values } = parseArgs({
  options: {
    files: { type: "string", default: "1" },
    megabytes: { type: "string", default: "0" },
    rate: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const [files, megabytes] = [Number(values.files), Number(values.megabytes)];
const rate = values.rate === undefined ? undefined : Number(values.rate) * 1024;

const folder = mkdtempSync(join(tmpdir(), "midwatch-large-"));
const closing = [];
try {
  await timed("the remote is made", () => makeRemote(join(folder, "served", "desk.git"), { files, megabytes }));
  const { remote, passed } = await remoteOf();
  writeFleet(remote);
  for (let n = 1; n <= SESSIONS; n++) {
    const { said, memory } = await timed(`session ${n}`, session);
    const { outcome, publication } = JSON.parse(said);
    const through = passed ? `, ${megabytesOf(passed.down)} down and ${megabytesOf(passed.up)} up so far` : "";
    console.log(`  ${outcome.kind}: ${outcome.reason}; ${publication.kind}; ${megabytesOf(memory)} at most${through}`);
    if (publication.kind !== "published") process.exitCode = 1;
  }
} finally {
  for (const close of closing) close();
  if (values.keep) console.log(folder);
  else rmSync(folder, { recursive: true, force: true });
}

/** As a folder; by a server behind a slow line where a rate is given. */
async function remoteOf() {
  if (rate === undefined) return { remote: join(folder, "served", "desk.git") };
  const server = await serve(join(folder, "served"));
  const line = await throttled(server.port, rate);
  closing.push(server.close, line.close);
  return { remote: `http://127.0.0.1:${line.port}/desk.git`, passed: line.passed };
}

function writeFleet(remote) {
  const fleet = join(folder, "fleet");
  mkdirSync(join(fleet, "agents"), { recursive: true });
  writeFileSync(join(fleet, "midwatch.yaml"), `workspaces: { desk: { remote: "${remote}" } }\n`);
  writeFileSync(join(fleet, "agents", "work.sh"), PROGRAM);
  const settings = ["description: adds a line", "backend: { use: command, run: [bash, ./work.sh] }", "work: duty"];
  writeFileSync(join(fleet, "agents", "ada.md"), `---\n${settings.join("\n")}\n---\n\nAdd a line to work.txt.\n`);
}

async function session() {
  const args = [BIN, "run", "ada", "--json", "--fleet", join(folder, "fleet")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  let memory = 0;
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((done) => child.on("close", done));
  while (child.exitCode === null && child.signalCode === null) {
    memory = Math.max(memory, peakOf(child.pid));
    await Promise.race([ended, pause(200)]);
  }
  await ended;
  if (said === "") throw new Error(`midwatch ended with ${child.exitCode}`);
  return { said, memory };
}

function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function timed(what, work) {
  const begun = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

function megabytesOf(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
