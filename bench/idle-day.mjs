// What a day costs on which nothing is due: the real service, roster, rules and ledger, on a clock that is moved by hand.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sources = join(import.meta.dirname, "..", "src");
const load = (path) => import(join(sources, path));
const [{ Service }, { Roster }, { Watch }, { Database }, { SqliteLedger }, { FolderInbox }, { parseWhen }] =
  await Promise.all([
    load("core/service.ts"),
    load("core/roster.ts"),
    load("core/watch.ts"),
    load("core/host/ledger/database.ts"),
    load("core/host/ledger/sqlite-ledger.ts"),
    load("core/host/inbox.ts"),
    load("core/when/parse.ts"),
  ]);
const { schedule } = await load("policies/dispatch/schedule.ts");
const { loadCalendars } = await load("load-calendars.ts");

const AGENTS = 20;
const DAY_MS = 86_400_000;
// A Sunday, and nothing is due but on Mondays, in market hours or by a message.
const FROM = Date.parse("2026-11-22T00:00:00Z");

const folder = mkdtempSync(join(tmpdir(), "midwatch-idle-"));
const { calendars } = loadCalendars(folder);
const when = parseWhen(["Mon 10:00", "every 30m in NYSE", "on inbox"], {
  zone: "UTC",
  calendars,
  agents: [],
  events: ["inbox"],
});
const agents = Array.from({ length: AGENTS }, (_, at) => ({
  name: `agent-${at}`,
  work: [],
  when,
  backend: { use: "x" },
}));

let now = FROM;
let looks = 0;
const over = new AbortController();
const clock = {
  now: () => now,
  async sleep(ms) {
    looks += 1;
    now += ms;
    if (now >= FROM + DAY_MS) over.abort();
    await new Promise((done) => setImmediate(done));
  },
};
const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
const fleet = { agents, slots: 4, catchUp: DAY_MS, clock, ledger, inbox: new FolderInbox(join(folder, "inbox")) };
const folders = { newId: () => String(Math.random()) };
const roster = new Roster(
  { ...fleet, folders, processes: { isAlive: () => true } },
  { of: async () => [] },
  { dispatch: schedule.create({}, {}), budget: { caps: () => ({ run: 0 }) } },
);

let started = 0;
const starter = async () => {
  started += 1;
  return { code: 0, said: "" };
};
const before = process.cpuUsage();
await new Service(fleet, new Watch(fleet, { roster }), starter, () => {}).run(over.signal);
const { user, system } = process.cpuUsage(before);
ledger.close();
rmSync(folder, { recursive: true });

const seconds = ((user + system) / 1e6).toFixed(2);
const resident = (process.memoryUsage.rss() / 1024 / 1024).toFixed(0);
console.log(
  `an idle day of ${AGENTS} agents: ${looks} looks, ${started} sessions, ${seconds} s of processor time, ${resident} MB resident`,
);
if (started > 0) process.exitCode = 1;
