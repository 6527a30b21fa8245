// The brief of a workspace with 133 journal entries today, 3,000 before, and 500 tasks: how long it takes, what stands in it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const { assemble } = await import(join(root, "src", "assemble.ts"));
const { dueNow } = await import(join(root, "src", "core", "due.ts"));
const { seedRemote } = await import(join(root, "src", "core", "host", "git", "seed.ts"));

const ROUNDS = 21;
const AIM_MS = 150;
/** Of the kernel's clock. */
const TICK_MS = 10;
const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
const signal = AbortSignal.timeout(120_000);

function put(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const day = (ago) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
const entry = (n) =>
  `# Item ${n}\n\n- Session: ${n}\n- Agent: ann\n- Outcome: done: it was mended, the ${n}th time.\n\n## Files\n\n- src/a.ts\n\n## Last message\n\n${"What was done, and why it was done so. ".repeat(25)}\n`;
const clock = (n) => String(n * 100).padStart(6, "0");

function workspace() {
  for (let n = 0; n < 133; n++) put(`work/journal/${day(0)}/${clock(n)}-ann.md`, entry(n));
  for (let n = 0; n < 3000; n++) put(`work/journal/${day(1 + Math.floor(n / 50))}/${clock(n % 50)}-ann.md`, entry(n));
  for (let n = 0; n < 500; n++)
    put(
      `work/tasks/t${n}.md`,
      `---\nstate: ${n % 3 === 0 ? "waiting" : "active"}\npriority: medium\n---\n# Task ${n}\n\n${"Text. ".repeat(40)}\n`,
    );
  for (let n = 0; n < 20; n++)
    put(
      `work/threads/q${n}.md`,
      `---\nkind: ${n % 2 ? "solo" : "discuss"}\nstate: open\nupdated: ${day(n)}\n---\n# Question ${n}\n\nWhy?\n`,
    );
  for (let n = 0; n < 10; n++)
    put(`work/projects/p${n}.md`, `---\nstate: active\nupdated: ${day(n)}\n---\n# Project ${n}\n\n- [ ] a step\n`);
  for (let n = 0; n < 80; n++)
    put(`work/lessons/l${n}.md`, `---\nmatch:\n  keywords: [parser ${n}, of text]\n---\n# Lesson ${n}\n\nDo it so.\n`);
  put(
    "work/state/queue-manual.md",
    "# Queue\n\n## Planned Next\n\n1. **Mend the parser of text**\n   - Status: READY\n",
  );
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Of this process and of every git it has waited for: what it costs, however busy the machine is with something else. */
function processorMs() {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
}

async function timed(work) {
  await work();
  const times = [];
  const before = processorMs();
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return { waited: median(times), processor: (processorMs() - before) / ROUNDS };
}

const inWords = ({ waited, processor }) => `${waited.toFixed(0)} ms, ${processor.toFixed(0)} ms of processor`;

try {
  workspace();
  await seedRemote(join(folder, "work"), join(folder, "remote.git"), Date.now());
  put("fleet/midwatch.yaml", "workspaces: { desk: { remote: ../remote.git } }\n");
  put("fleet/agents/ann.md", "---\ndescription: Ann\nbackend: { use: command, run: [ls] }\n---\nWork.\n");
  const { fleet, outlook, briefing, lessons } = await assemble(join(folder, "fleet"), process.env);
  const [agent] = fleet.agents;
  const { commit: upstream } = await fleet.workspaces.get("desk").fetch(signal);
  const due = await dueNow(fleet, agent, { rule: "bench" });
  const look = () => outlook.of({ agent, due, upstream }, signal, () => {});
  const ranked = await look();
  const [{ item }] = ranked;
  const considered = ranked.map((one) => ({ item: one.item, taken: one.item === item, reason: one.passed ?? "ready" }));
  const write = async () => {
    const known = { agent, upstream, item, considered, health: [], company: "solo", id: fleet.folders.newId() };
    return briefing.write({ ...known, lessons: await lessons.matching(known, signal) }, signal);
  };
  const brief = await write();
  const took = { brief: await timed(write), items: await timed(look) };
  console.log(brief.sections.map(({ name, tokens, omitted }) => `${name} ${tokens} (${omitted} left out)`).join(", "));
  console.log(
    `brief of 133 + 3,000 entries and 500 tasks: ${brief.tokens} tokens, ${inWords(took.brief)} (aim: ${AIM_MS})`,
  );
  console.log(`what is on offer, before it: ${inWords(took.items)}`);
  const names = brief.sections.map(({ name }) => name);
  const isWhole = ["item", "threads", "journal", "projects", "lessons", "offer", "commits"].every((one) =>
    names.includes(one),
  );
  if (!isWhole || brief.tokens > 3000 || Math.min(took.brief.waited, took.brief.processor) > AIM_MS)
    process.exitCode = 1;
  fleet.ledger.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
