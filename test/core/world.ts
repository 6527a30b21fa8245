import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { simpleGit } from "simple-git";
import { onTestFinished } from "vitest";
import queue from "../../plugins/work-queue/index.ts";
import tasks from "../../plugins/workspace-tasks/index.ts";
import { compose } from "../../src/container.ts";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import type { Backend } from "../../src/core/contracts/backend.ts";
import type { Channel } from "../../src/core/contracts/channel.ts";
import type { Credentials } from "../../src/core/contracts/credentials.ts";
import type { MidwatchEvent } from "../../src/core/contracts/events.ts";
import type { Fleet } from "../../src/core/contracts/fleet.ts";
import type { HealthCheck } from "../../src/core/contracts/health.ts";
import type { LessonBook } from "../../src/core/contracts/lessons.ts";
import type { Host } from "../../src/core/contracts/plugin.ts";
import type { BudgetPolicy, Caps, DispatchPolicy } from "../../src/core/contracts/policy.ts";
import type { Reporting } from "../../src/core/contracts/reporting.ts";
import type { Ended, Rested } from "../../src/core/contracts/session.ts";
import type { WorkSource } from "../../src/core/contracts/work.ts";
import { EventBus } from "../../src/core/event-bus.ts";
import { writeConfiguration } from "../../src/core/host/git/configuration.ts";
import { Hub } from "../../src/core/host/git/hub.ts";
import { seedRemote } from "../../src/core/host/git/seed.ts";
import { FolderInbox } from "../../src/core/host/inbox.ts";
import { Database } from "../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../src/core/host/ledger/sqlite-ledger.ts";
import { FileLocks } from "../../src/core/host/locks.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { StateFolders } from "../../src/core/host/session-folders.ts";
import { readStopFile } from "../../src/core/host/stop-file.ts";
import type { Remembering } from "../../src/core/learning/session-memory.ts";
import { askCommand } from "../../src/core/parts/ask.ts";
import { Named } from "../../src/core/parts/named.ts";
import { Parts } from "../../src/core/parts/parts.ts";
import { redactedLedger } from "../../src/core/trust/redacted-ledger.ts";
import { redactor } from "../../src/core/trust/redactor.ts";
import type { Lookout } from "../../src/core/work/waits.ts";
import { roundRobin } from "../../src/policies/dispatch/round-robin.ts";
import { FakeClock, ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { Token } from "../../src/tokens.ts";
import { containment } from "../containment.ts";
import { patience } from "../limits.ts";

/** Monday morning. */
export const START = Date.parse("2026-11-23T09:00:00Z");

/** A step that changes something, another thing each time: what a session has to show for itself. */
export const works: Step = {
  type: "call",
  call: ({ cwd }) => writeFile(join(cwd, `made-${randomUUID()}.md`), "made\n"),
};

/** A queue with one entry. */
export const QUEUE = "# Work Queue\n\n## Planned Next\n\n1. **Write the report**\n   - Status: READY\n";

const BARE_TREE = { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false };

interface Wanted {
  /** The files the workspace begins with. */
  readonly files?: Readonly<Record<string, string>>;
  readonly agents?: Readonly<Record<string, Partial<AgentDefinition>>>;
  /** What every agent runs on; or one for each run, in order. */
  readonly backend?: Backend | readonly Backend[];
  /** Besides the queue and the tasks. */
  readonly sources?: readonly WorkSource[];
  readonly checks?: readonly HealthCheck[];
  readonly dispatch?: DispatchPolicy;
  readonly slots?: number;
  /** Nothing is reserved when left out. */
  readonly caps?: Caps;
  readonly budget?: BudgetPolicy;
  readonly verify?: readonly string[];
  readonly lessons?: LessonBook;
  readonly channels?: Readonly<Record<string, Channel>>;
  readonly reporting?: Reporting;
  /** Made with the fleet's own locks and clock. */
  readonly memory?: (place: RememberingPlace) => Remembering;
  readonly lookout?: Lookout;
  /** The fleet's secrets; none when left out. */
  readonly credentials?: Credentials;
}

/** What a memory is made with. */
export type RememberingPlace = { readonly folder: string } & Pick<Fleet, "locks" | "clock" | "redact">;

type Method = "fetch" | "view" | "clone" | "collect" | "merge" | "push" | "changes" | "log";

/** A fleet whose every part is real but the clock and what runs the agents. Gone when the test is. */
export async function world(wanted: Wanted = {}) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-world-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const remote = new Remote(join(folder, "remote.git"));
  await remote.seed(join(folder, "seed"), { "README.md": "# Here\n", ...wanted.files });

  const clock = new FakeClock(START);
  const saboteur = new Saboteur();
  const state = join(folder, "state");
  const config = await writeConfiguration(state);
  const redact = redactor(wanted.credentials ?? {});
  const places = { folder: join(state, "repos", "main.git"), kept: join(state, "keep"), config, fleet: folder };
  const workspace = saboteur.guard(
    new Hub(
      { name: "main", branch: "main", remote: remote.path, tree: { ...BARE_TREE, verify: wanted.verify ?? [] } },
      places,
    ),
  );
  const fleet: Fleet = {
    agents: Object.entries(wanted.agents ?? { ann: {} }).map(([name, given]) => agentOf(name, folder, given)),
    zone: "UTC",
    slots: wanted.slots ?? 4,
    catchUp: 24 * 3_600_000,
    healthEvery: 3_600_000,
    stopFile: () => readStopFile(join(folder, "STOP")),
    environment: { PATH: process.env.PATH ?? "" },
    workspaces: new Named("workspace", new Map([["main", workspace]])),
    ledger: redactedLedger(new SqliteLedger(new Database(join(state, "ledger.db"))), redact),
    locks: new FileLocks(join(state, "locks")),
    processes: new ContainedProcesses(containment),
    folders: new StateFolders(join(state, "sessions"), undefined, redact),
    inbox: new FolderInbox(join(state, "inbox"), redact),
    clock,
    events: new EventBus(clock, redact),
    redact,
    ...(wanted.reporting && { reporting: wanted.reporting }),
  };
  onTestFinished(() => fleet.ledger.close());
  const events: MidwatchEvent[] = [];
  fleet.events.subscribe((event) => events.push(event));

  const host = {
    clock,
    processes: fleet.processes,
    environment: {},
    credentials: {},
    folder,
    ask: askCommand(fleet, folder),
  };
  const backend = inTurn([wanted.backend ?? new ScriptedBackend()].flat());
  const container = compose({
    fleet,
    backends: { get: () => backend },
    dispatch: wanted.dispatch ?? roundRobin.create({}, host),
    sources: [...ownSources(host), ...(wanted.sources ?? [])],
    healthChecks: wanted.checks ?? [],
    ...(wanted.caps && { budget: { caps: () => wanted.caps ?? { run: 0 } } }),
    ...(wanted.budget && { budget: wanted.budget }),
    ...(wanted.lookout && { lookout: wanted.lookout }),
    ...(wanted.lessons && { lessons: wanted.lessons }),
    ...(wanted.channels && { channels: new Map(Object.entries(wanted.channels)) }),
    memory: wanted.memory?.({ folder: join(state, "memory"), locks: fleet.locks, clock, redact }),
  });
  const [watch, outbox] = [container.get(Token.watch), container.get(Token.outbox)];
  const health = container.get(Token.health);

  const run = (options: { readonly agent?: string; readonly duty?: boolean; readonly signal?: AbortSignal } = {}) => {
    const { agent = "ann", signal = patience(), ...asked } = options;
    return watch.run(new Named("agent", byName(fleet.agents)).get(agent), { rule: "test", ...asked }, signal);
  };
  return {
    fleet,
    watch,
    outbox,
    health,
    run,
    /** One session, which is expected to be one. */
    session: async (options: Parameters<typeof run>[0] = {}) => sessionOf(await run(options)),
    remote,
    clock,
    events,
    /** The next calls of one of the workspace's commands do this first. */
    meanwhile: (method: Method, ...deeds: readonly Deed[]) => saboteur.plan(method, deeds),
  };
}

function agentOf(name: string, folder: string, given: Partial<AgentDefinition>): AgentDefinition {
  const work = ["work-queue", "workspace-tasks"];
  const backend = { use: "scripted" };
  const limits = { minutes: 30 };
  return {
    name,
    description: `${name} works`,
    instructions: "",
    workspace: "main",
    backend,
    work,
    limits,
    folder,
    ...given,
  };
}

function ownSources(host: Host): WorkSource[] {
  const parts = new Parts();
  for (const plugin of [queue, tasks]) plugin.register(parts);
  return ["work-queue", "workspace-tasks"].map((use) => parts.make("workSource", { use }, host));
}

/** One run each, in order; the last one for all that come after. */
function inTurn(backends: readonly Backend[]): Backend {
  const [first = new ScriptedBackend(), ...rest] = backends;
  const left = [...rest];
  let next: Backend = first;
  return {
    name: "scripted",
    ...("free" in first && first.free === true && { free: true }),
    probe: (signal) => next.probe(signal),
    ownContext: (view) => next.ownContext?.(view) ?? Promise.resolve({ lessons: false, sections: [] }),
    offered: (view) => next.offered?.(view) ?? Promise.resolve(undefined),
    used: (run) => next.used?.(run) ?? Promise.reject(new Error("it keeps no record")),
    run(request, signal) {
      const backend = next;
      next = left.shift() ?? next;
      return backend.run(request, signal);
    },
  };
}

const byName = (agents: readonly AgentDefinition[]) => new Map(agents.map((agent) => [agent.name, agent]));

function sessionOf(result: Ended | Rested): Ended {
  if ("kind" in result) throw new Error(`there was no session: ${result.reason}`);
  return result;
}

/** What happens just before a command; a deed that throws makes the command fail. */
type Deed = () => Promise<void> | void;

/** Stands in the way of a workspace's commands: the machine's failures, at a moment of the test's choice. */
class Saboteur {
  private readonly planned = new Map<PropertyKey, Deed[]>();

  plan(method: Method, deeds: readonly Deed[]): void {
    this.planned.set(method, [...deeds]);
  }

  guard(hub: Hub): Hub {
    return new Proxy(hub, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== "function") return found;
        const call = (...args: unknown[]) => Reflect.apply(found, target, args) as unknown;
        return (...args: unknown[]) => {
          const deed = this.planned.get(name)?.shift();
          const made = deed?.();
          return made ? made.then(() => call(...args)) : call(...args);
        };
      },
    });
  }
}

/** The bare repository that others push to, too. */
class Remote {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async seed(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
    await writeFiles(folder, files);
    await seedRemote(folder, this.path, 0);
  }

  /** A person's commit. */
  async commit(files: Readonly<Record<string, string>>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "midwatch-person-"));
    try {
      await simpleGit().clone(this.path, folder, ["--quiet"]);
      await writeFiles(folder, files);
      const git = simpleGit(folder);
      await git.addConfig("user.name", "person");
      await git.addConfig("user.email", "person@example.org");
      await git.add(".");
      await git.commit("A person's change");
      await git.push("origin", "main", ["--quiet"]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async read(path: string, ref = "main"): Promise<string | undefined> {
    return simpleGit(this.path)
      .raw(["show", `${ref}:${path}`])
      .catch(() => undefined);
  }

  async files(folder: string, ref = "main"): Promise<string[]> {
    const listed = await simpleGit(this.path).raw(["ls-tree", "-r", "--name-only", ref, "--", folder]);
    return listed.split("\n").filter(Boolean);
  }

  /** The whole messages of the commits that say so. */
  async log(said: string): Promise<string> {
    return simpleGit(this.path).raw(["log", "--format=%B", `--grep=${said}`, "main"]);
  }

  async head(): Promise<string> {
    return (await simpleGit(this.path).raw(["rev-parse", "main"])).trim();
  }

  /** The one entry the journal has. */
  async journal(): Promise<string> {
    const [path = ""] = await this.files("journal");
    return (await this.read(path)) ?? "";
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
