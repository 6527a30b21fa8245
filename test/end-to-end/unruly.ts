import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { aMoment, COMES_MINUTES } from "../limits.ts";
import { appears, processesWith } from "./command-line.ts";
import { type Ran, TestFleet } from "./fleet.ts";
import type { Hire, Orders } from "./hires.ts";

const MEGABYTE = 1024 * 1024;
const SAVES = "echo saved > note";
const guards = (silence: number) => `guards: [{ use: loop, limit: 6 }, { use: silence, minutes: ${silence} }]`;
/** Whatever it does takes less. */
const FOR_EVER = 60;
/** Of lines that are not all too short. */
const FLOOD = `yes "$(printf 'flood %.0s' $(seq 200))" | head -c 1G; echo`;

interface Case {
  readonly what: string;
  readonly orders: (mark: string, fleet: TestFleet) => Orders;
  readonly ends: Readonly<Record<"outcome" | "publication", unknown>>;
  /** Is told to stop when it says that it has done its mischief. */
  readonly isStopped?: boolean;
  /** Is taken to hang when it is silent. */
  readonly hangs?: boolean;
}

const rescued = { kind: "rescued" };
const CIRCLES = "goes round in circles is ended (B24)";

const CASES: readonly Case[] = [
  {
    what: CIRCLES,
    orders: () => ({ commands: [SAVES, "echo loop"], forEver: true }),
    ends: { outcome: { kind: "stopped", cause: "loop" }, publication: rescued },
  },
  {
    what: "hangs is stopped by a guard (B06)",
    orders: (mark) => ({ commands: [SAVES, `tail -f /dev/null --pid=1 -s ${mark}`], forEver: true }),
    ends: { outcome: { kind: "stopped", cause: "silence" }, publication: rescued },
    hangs: true,
  },
  {
    what: "writes 1 GB costs bounded memory (B08)",
    orders: () => ({ commands: [SAVES, FLOOD], forEver: false }),
    ends: { outcome: { kind: "done" }, publication: { kind: "published" } },
  },
  {
    what: "leaves a child outside its group, with nothing to know it by, leaves none (B01, B02)",
    orders: (mark, { signals }) => ({
      commands: [
        SAVES,
        `env -i /bin/sh -c 'setsid sleep ${mark} </dev/null >/dev/null 2>&1 3>&- &'; touch ${signals}/escaped; tail -f /dev/null`,
      ],
      forEver: true,
    }),
    ends: { outcome: { kind: "stopped", cause: "stopped" }, publication: rescued },
    isStopped: true,
  },
];

/** What differs on a backend. */
interface Unruly {
  /** Silent for so many minutes, it is taken to hang. */
  readonly silence?: number;
  /** How circles end; a guard stops them where nothing else has before. */
  readonly circling?: Case["ends"];
}

/** What no agent gets away with, whatever it runs on. */
export function describeUnruly(name: string, hire: Hire, { silence = COMES_MINUTES, circling }: Unruly = {}): void {
  describe.concurrent(`an agent on ${name} that`, () => {
    it.for(CASES)(
      "$what",
      async ({ what, orders, ends, isStopped = false, hangs = false }, { expect, onTestFinished }) => {
        const mark = `8${Math.floor(Math.random() * 1e8)}.75`;
        const fleet = new TestFleet({ agents: { ada: {} }, tasks: ["a"], guards: guards(hangs ? silence : FOR_EVER) });
        const hired = await hire(orders(mark, fleet), { fleet, onEnd: onTestFinished });
        fleet.declare("ada", { ...hired, minutes: FOR_EVER });
        const { ran, grown } = await measured(fleet, isStopped);
        process.stdout.write(`  ${name}: midwatch has grown by ${Math.round(grown / MEGABYTE)} MB\n`);
        expect(ran).toMatchObject((what === CIRCLES ? circling : undefined) ?? ends);
        expect(grown).toBeLessThan(64 * MEGABYTE);
        expect(processesWith(mark)).toEqual([]);
        expect(fleet.git("show", `${ran.publication.ref ?? "main"}:note`)).toBe("saved");
      },
    );
  });
}

/** One session, and by how much midwatch has grown from its agent's start on. */
async function measured(fleet: TestFleet, isStopped: boolean): Promise<{ ran: Ran; grown: number }> {
  const run = fleet.start("run", "ada", "--json");
  const memory = watched(run.pid, run.finished);
  if (isStopped) {
    await appears(join(fleet.signals, "escaped"));
    run.kill("SIGTERM");
  }
  const { stdout, stderr } = await run.finished;
  if (stdout === "") throw new Error(`the session has not ended well: ${stderr}`);
  return { ran: JSON.parse(stdout) as Ran, grown: await memory };
}

/** From when it is up to its end. Its peak is only known while it lives, so it is looked at again and again. */
async function watched(pid: number, finished: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  void finished.then(() => over.abort());
  let first: number | undefined;
  let last = 0;
  while (!over.signal.aborted) {
    const peak = peakOf(pid);
    // Until it is busy with its agent, it grows by what it is.
    if (peak !== undefined) last = peak;
    if (childrenOf(pid) > 0) first ??= peak;
    await aMoment(50);
  }
  return last - (first ?? last);
}

function peakOf(pid: number): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Those that are there for an agent: git comes and goes. */
const childrenOf = (pid: number) =>
  read(`/proc/${pid}/task/${pid}/children`)
    .split(" ")
    .filter((child) => read(`/proc/${child}/cmdline`).startsWith("timeout\0--foreground")).length;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
