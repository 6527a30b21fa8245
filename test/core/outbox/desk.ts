import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import channels from "../../../plugins/channels/index.ts";
import type { PartConfig } from "../../../src/core/contracts/agent.ts";
import type { Channel, Draft } from "../../../src/core/contracts/channel.ts";
import type { NewDelivery } from "../../../src/core/contracts/outbox.ts";
import type { Reporting } from "../../../src/core/contracts/reporting.ts";
import { Database } from "../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../src/core/host/ledger/sqlite-ledger.ts";
import { FileLocks } from "../../../src/core/host/locks.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { Outbox } from "../../../src/core/outbox/outbox.ts";
import { askCommand } from "../../../src/core/parts/ask.ts";
import { redactor } from "../../../src/core/trust/redactor.ts";
import { FakeClock, partOf } from "../../../src/testing/index.ts";
import { containment } from "../../containment.ts";
import { patience } from "../../limits.ts";

/** Monday morning. */
export const START = Date.parse("2026-11-23T09:00:00Z");

interface Wanted {
  readonly channels?: Readonly<Record<string, PartConfig>>;
  /** Besides those. */
  readonly own?: Readonly<Record<string, Channel>>;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly reporting?: Reporting;
}

/** An outbox whose every part is real but the clock: a ledger, locks, and channels to servers on this machine. */
export async function desk({ channels: parts = {}, own = {}, credentials = {}, reporting }: Wanted = {}) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-outbox-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => ledger.close());
  const clock = new FakeClock(START);
  const processes = new ContainedProcesses(containment);
  const environment = { PATH: process.env.PATH ?? "" };
  const ask = askCommand({ processes, environment }, folder);
  const host = { clock, processes, environment, credentials, folder, ask };
  const made = Object.entries(parts).map(([name, part]) => [name, partOf(channels, "channel", part, host)] as const);
  const locks = new FileLocks(join(folder, "locks"));
  const fleet = { ledger, locks, clock, zone: "UTC", ...(reporting && { reporting }) };
  const outbox = new Outbox(fleet, new Map([...made, ...Object.entries(own)]), redactor(credentials));
  const deliver = () => outbox.deliver(patience());
  return {
    ledger,
    clock,
    outbox,
    deliver,
    /** Written down, and brought as far as that goes. */
    async post(this: void, ...deliveries: readonly NewDelivery[]) {
      await ledger.outbox.queue(deliveries);
      await deliver();
      return ledger.history.letters({ latest: 100 });
    },
    /** Time passes, and somebody looks again. */
    async later(this: void, ms: number) {
      clock.advance(ms);
      await deliver();
      return ledger.history.letters({ latest: 100 });
    },
    owed: () => ledger.history.obligations(),
  };
}

const DRAFT: Draft = {
  kind: "report",
  to: "",
  title: "ann: Write it: failed",
  text: "It broke.",
  tone: "bad",
  at: START,
};

let n = 0;

/** A letter, ready for a channel; each is about something else, unless its key says so. */
export function letter(
  channel: string,
  draft: Partial<Draft> = {},
  more: Partial<Omit<NewDelivery, "channel" | "letter">> = {},
): NewDelivery {
  return { key: `letter-${++n}`, channel, letter: { ...DRAFT, ...draft }, ...more };
}

/** One to whoever waits for an answer. */
export const reply = (channel: string, to: string, draft: Partial<Draft> = {}): NewDelivery =>
  letter(channel, { kind: "reply", to, title: "How long?", text: "**Done**: two days", tone: "good", ...draft });
