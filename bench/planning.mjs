// How long it takes to work out every moment of 1,000 days for 20 agents, over all kinds of rules and zones.
import { join } from "node:path";

const sources = join(import.meta.dirname, "..", "src");
const { parseWhen } = await import(join(sources, "core", "when", "parse.ts"));
const { moments } = await import(join(sources, "core", "when", "moments.ts"));
const { loadCalendars } = await import(join(sources, "load-calendars.ts"));

const DAYS = 1000;
const AIM_MS = 1000;
const KINDS = [
  "Mon 10:00",
  "every 30m in NYSE",
  "once a day between 08:00 and 20:00",
  "every 2h on weekdays",
  "every 4h on weekends",
  "cron 15 */2 * * 1-5",
  "*/10 9-17 * * 1-5",
  "weekdays 09:30 in XETR",
  "last day of the month 17:00",
  "every 30m",
];
const ZONES = ["Europe/Berlin", "America/New_York"];

const { calendars } = loadCalendars(import.meta.dirname);
const agents = ZONES.flatMap((zone) =>
  KINDS.map((text) => parseWhen([text], { zone, calendars, agents: [], events: [] })),
);
const after = Date.UTC(2026, 0, 1);

const start = performance.now();
let found = 0;
for (const { rules } of agents)
  for (const rule of rules) for (const _ of moments(rule, { after, upTo: after + DAYS * 86_400_000 })) found++;
const took = performance.now() - start;
console.log(`${found} moments of ${agents.length} agents in ${DAYS} days: ${took.toFixed(0)} ms (aim: ${AIM_MS} ms)`);
if (took > AIM_MS) process.exitCode = 1;
