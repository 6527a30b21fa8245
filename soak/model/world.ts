import type { Container } from "inversify";
import { compose } from "../../src/container.ts";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import type { Fleet } from "../../src/core/contracts/fleet.ts";
import type { Inbox, Message } from "../../src/core/contracts/inbox.ts";
import type { Workspace } from "../../src/core/contracts/workspace.ts";
import { EventBus } from "../../src/core/event-bus.ts";
import { Database } from "../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../src/core/host/ledger/sqlite-ledger.ts";
import { Named } from "../../src/core/parts/named.ts";
import { isWhen, parseWhen } from "../../src/core/when/parse.ts";
import { roundRobin } from "../../src/policies/dispatch/round-robin.ts";
import { randomFrom } from "../random.mjs";
import { Folders } from "./folders.ts";
import { type Failpoint, Fuse } from "./fuse.ts";
import { Machine, ModelClock } from "./machine.ts";
import { Objects } from "./objects.ts";
import { Remote } from "./remote.ts";
import { type ChannelMood, deskSource, modelBackend, modelChannel, type Script, type Witness } from "./work.ts";
import { ModelWorkspace } from "./workspace.ts";

const START = Date.parse("2026-11-23T09:00:00Z");
export const AGENTS = ["ann", "bob", "cem"] as const;
export const CAPS = { run: 100, agentDay: 1_000, fleetDay: 2_500 };
/** They are due by the clock, too, and whenever somebody asks. */
const EVERY_THREE_HOURS = parseWhen(["every 3h"], {
  zone: "UTC",
  calendars: { names: [], get: () => undefined },
  agents: [],
  events: [],
});

/** A process of midwatch: what its agent does, and at which call it comes to harm. */
export interface Process {
  readonly script: Script;
  readonly failpoint?: Failpoint | undefined;
}

type Deed = (container: Container, fleet: Fleet, signal: AbortSignal) => Promise<unknown>;

/** What a world is made with that midwatch does not know of: for a test that plants a fault. */
export type Spoil = (workspace: Workspace) => Workspace;

/** The real loop and ledger over a machine, a hub and a remote in memory. The same deeds come to the same end. */
export class ModelWorld {
  readonly clock = new ModelClock(START);
  readonly objects = new Objects();
  readonly folders = new Folders();
  readonly machine = new Machine();
  readonly refs = new Map<string, string>();
  readonly witness: Witness = { wrote: [], cost: new Map(), letters: [] };
  readonly trace: string[] = [];
  readonly remote: Remote;
  readonly db = new Database(":memory:");
  private channel: ChannelMood = "up";
  private readonly ledger = new SqliteLedger(this.db);
  private readonly inbox = new ModelInbox();
  private readonly workspace: Workspace;
  private items = 0;
  private processes = 0;

  constructor(spoil: Spoil = (workspace) => workspace) {
    const files = new Map([["shared.md", "everybody writes here"]]);
    this.remote = new Remote(this.objects, files);
    this.workspace = spoil(new ModelWorkspace(this));
    this.handIn(3);
  }

  /** More work, as a person hands it in. */
  handIn(count: number, { over = 0 } = {}): void {
    const first = this.items;
    this.items += count;
    const items = Array.from({ length: count }, (_, at) => `items/${first + at}.md`);
    this.remote.person(new Map(items.map((path) => [path, `ready ${path}`])), { over });
  }

  channelBe(mood: ChannelMood): void {
    this.channel = mood;
  }

  tell(agent: string): Promise<string> {
    return this.inbox.put(agent, `say something about ${this.processes}`);
  }

  /** A process from its start to its end, whichever way it ends. */
  async process({ script, failpoint }: Process, deed: Deed): Promise<void> {
    this.processes += 1;
    const pid = this.machine.start();
    const fuse = new Fuse(failpoint, randomFrom(this.processes), () => this.machine.end(pid));
    const fleet = this.fleetOf(pid, fuse);
    const over = new AbortController();
    const backend = modelBackend(this, script, fuse);
    const container = compose({
      fleet,
      backends: { get: () => backend },
      dispatch: roundRobin.create({}, NO_HOST),
      sources: [deskSource],
      healthChecks: [],
      budget: { caps: () => CAPS },
      channels: new Map([["owner", fuse.guard(modelChannel(this.witness, () => this.channel))]]),
    });
    const ended = deed(container, fleet, over.signal).then(
      (result) => this.note(`process ${pid} ${endingOf(result)}`),
      (thrown: unknown) => this.note(`process ${pid} failed: ${String(thrown)}`),
    );
    await Promise.race([ended, fuse.died.then(() => this.note(`process ${pid} was killed at call ${fuse.calls}`))]);
    this.machine.end(pid);
  }

  rows<Row>(sql: string): Row[] {
    return this.db.rows<Row>(sql);
  }

  note(line: string): void {
    this.trace.push(line);
  }

  close(): void {
    this.db.close();
  }

  private fleetOf(pid: number, fuse: Fuse): Fleet {
    const events = new EventBus(this.clock);
    events.subscribe(({ type, agent, session, data }) => this.note(JSON.stringify([type, agent, session, data])));
    return {
      agents: AGENTS.map(agentOf),
      zone: "UTC",
      slots: AGENTS.length,
      catchUp: 24 * 3_600_000,
      healthEvery: 3_600_000,
      stopFile: async () => undefined,
      environment: {},
      workspaces: new Named("workspace", new Map([["desk", fuse.guard(this.workspace)]])),
      ledger: fuse.guard(this.ledger),
      locks: fuse.guard(this.machine.locks(pid), { isLock: true }),
      processes: this.machine.processes(pid),
      folders: fuse.guard(this.folders),
      inbox: fuse.guard(this.inbox),
      clock: this.clock,
      events,
      redact: (text) => text,
      reporting: { rules: [{ on: ["done", "failed", "crashed", "rescued", "obligation"], to: "owner", at: "08:00" }] },
    };
  }
}

const NO_HOST = {} as Parameters<typeof roundRobin.create>[1];

function endingOf(result: unknown): string {
  if (typeof result !== "object" || result === null) return "ended";
  const { outcome, publication, kind, reason } = result as Record<string, unknown>;
  return JSON.stringify({ outcome, publication, kind, reason });
}

const agentOf = (name: string): AgentDefinition => ({
  name,
  description: name,
  instructions: "",
  workspace: "desk",
  backend: { use: "model" },
  work: ["desk"],
  ...(isWhen(EVERY_THREE_HOURS) && { when: EVERY_THREE_HOURS }),
  limits: { minutes: 30 },
  folder: "/fleet",
});

/** What agents were asked for directly, on a disk that does not fail. */
class ModelInbox implements Inbox {
  private readonly messages = new Map<string, Message[]>();
  private count = 0;

  async put(agent: string, text: string): Promise<string> {
    this.count += 1;
    const message = { id: `m${this.count}`, at: START, text };
    this.messages.set(agent, [...(this.messages.get(agent) ?? []), message]);
    return message.id;
  }

  async waiting(agent: string): Promise<readonly Message[]> {
    return this.messages.get(agent) ?? [];
  }

  async finish(agent: string, id: string): Promise<void> {
    const left = (this.messages.get(agent) ?? []).filter((message) => message.id !== id);
    this.messages.set(agent, left);
  }

  async listen(): Promise<void> {}
}
