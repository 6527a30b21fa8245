import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { allowed } from "./agent-backend.ts";
import { builtIn } from "./built-in.ts";
import { chooseParts } from "./chosen-parts.ts";
import { type Config, loadConfig } from "./config/config.ts";
import { exposedFiles, ownFiles, trustIn } from "./config/exposed-files.ts";
import { isAsLastRead, noteReading } from "./config/reading.ts";
import { compose } from "./container.ts";
import type { Briefing } from "./core/brief/briefing.ts";
import type { Backends } from "./core/contracts/backend.ts";
import type { Fleet } from "./core/contracts/fleet.ts";
import type { Extractor } from "./core/contracts/memory.ts";
import type { Host } from "./core/contracts/plugin.ts";
import type { BudgetPolicy, DispatchPolicy } from "./core/contracts/policy.ts";
import type { WebhookSettings } from "./core/contracts/webhooks.ts";
import { EventBus } from "./core/event-bus.ts";
import { observeMistakes } from "./core/health/mistakes.ts";
import type { HealthMonitor } from "./core/health/monitor.ts";
import { STOP_FILE } from "./core/holds/stop-orders.ts";
import { systemClock } from "./core/host/clock.ts";
import { knownContainment, type Wanted } from "./core/host/containment.ts";
import { readCredentials } from "./core/host/credentials.ts";
import { marksOf } from "./core/host/file-marks.ts";
import { FileStore } from "./core/host/file-store.ts";
import { writeConfiguration } from "./core/host/git/configuration.ts";
import { Hub, type HubPlaces } from "./core/host/git/hub.ts";
import { FolderInbox } from "./core/host/inbox.ts";
import { Backups } from "./core/host/ledger/backups.ts";
import { Database } from "./core/host/ledger/database.ts";
import { SqliteLedger } from "./core/host/ledger/sqlite-ledger.ts";
import { FileLocks } from "./core/host/locks.ts";
import { ContainedProcesses } from "./core/host/processes.ts";
import { StateFolders } from "./core/host/session-folders.ts";
import { readStopFile, stopFileSince } from "./core/host/stop-file.ts";
import type { SessionLessons } from "./core/learning/session-lessons.ts";
import type { SessionMemory } from "./core/learning/session-memory.ts";
import type { Outbox } from "./core/outbox/outbox.ts";
import { askCommand } from "./core/parts/ask.ts";
import { Named } from "./core/parts/named.ts";
import type { Parts } from "./core/parts/parts.ts";
import { redactedLedger } from "./core/trust/redacted-ledger.ts";
import { redactor } from "./core/trust/redactor.ts";
import { keepDailyBackup } from "./core/watch/daily-backup.ts";
import type { Watch } from "./core/watch/watch.ts";
import type { Outlook } from "./core/work/outlook.ts";
import { reviewWorkspace } from "./doctor/review-workspace.ts";
import { CREDENTIALS_FILE } from "./fleet-folder.ts";
import type { FileLessonBook } from "./lessons/book.ts";
import { FileMemoryBook } from "./memory/book.ts";
import { Token } from "./tokens.ts";

/** A fleet on this machine, put together and ready to work. */
export interface Assembled {
  readonly fleet: Fleet;
  readonly watch: Watch;
  readonly health: HealthMonitor;
  readonly outlook: Outlook;
  readonly backends: Backends;
  readonly budget: BudgetPolicy;
  readonly dispatch: DispatchPolicy;
  readonly book: FileLessonBook;
  readonly lessons: SessionLessons;
  readonly recollection: SessionMemory;
  readonly briefing: Briefing;
  readonly webhooks: WebhookSettings;
  /** The fleet's secrets, as they are at that moment. */
  readonly secrets: () => Readonly<Record<string, string>>;
  readonly outbox: Outbox;
  /** Undefined where the fleet is to remember nothing. */
  readonly memory?: { readonly book: FileMemoryBook; readonly extractor: Extractor } | undefined;
}

/** From the fleet's folder. Rejects with every mistake in its files. */
export async function assemble(folder: string, environment: Readonly<Record<string, string>>): Promise<Assembled> {
  const parts = builtIn();
  const at = systemClock.now();
  const config = await loadConfig(folder, parts, trustIn(environment));
  await mkdir(config.state, { recursive: true, mode: 0o700 });
  if (!isAsLastRead(folder)) noteReading(folder, config, at);
  const containment = knownContainment(config.state, wantedBy(config));
  const [gitConfig, means] = await Promise.all([writeConfiguration(config.state), containment]);
  const processes = new ContainedProcesses(means);
  const secrets = () => readCredentials(join(config.state, CREDENTIALS_FILE));
  const redact = redactor(secrets());
  const fleet = fleetOf(config, { processes, gitConfig, environment: allowed(environment), redact });
  await keepDailyBackup(fleet, new Backups(config.state));
  await observeMistakes(fleet.ledger, [], at);
  const ask = askCommand(fleet, folder);
  const host = {
    clock: fleet.clock,
    processes,
    environment: fleet.environment,
    credentials: secrets(),
    folder,
    ask,
    store: new FileStore(join(config.state, "parts")),
    prices: config.prices,
  };
  if (config.lessons.workspace !== undefined) fleet.workspaces.get(config.lessons.workspace);
  for (const listener of parts.listeners) fleet.events.subscribe(listener);
  const chosen = chooseParts(config, parts, host);
  const memory = rememberedBy(config, fleet, { parts, host });
  const container = compose({ fleet, ...chosen, memory, reviewWorkspace });
  const { backends, budget, dispatch, lessons: book } = chosen;
  const [watch, outlook] = [container.get(Token.watch), container.get(Token.outlook)];
  const [briefing, outbox] = [container.get(Token.briefing), container.get(Token.outbox)];
  const health = container.get(Token.health);
  const made = { fleet, backends, budget, dispatch, watch, outlook, book, briefing, outbox, health };
  const [lessons, recollection] = [container.get(Token.lessons), container.get(Token.memory)];
  return { ...made, lessons, recollection, webhooks: config.webhooks, secrets, memory };
}

/** Containment that a fleet's file asks for; its own files are seen by its agents, its state is not. */
export function wantedBy({ folder, state, agents, containment }: Config): Wanted {
  const { use, read, write, hide } = containment;
  const shown = [folder, ...agents.map((agent) => agent.folder)];
  return { wish: use, around: { shown, reads: read, writes: write, hidden: [state, ...hide] } };
}

/** Facts about the machine, found out before anything else. */
interface Machine extends Pick<Fleet, "processes" | "environment" | "redact"> {
  readonly gitConfig: string;
}

function fleetOf(config: Config, { processes, environment, gitConfig, redact }: Machine): Fleet {
  const { folder, state, agents, named, zone, slots, workspaces, catchUp, reporting, healthEvery, records } = config;
  const identities = new Map(agents.flatMap(({ name, identity }) => (identity ? [[name, identity] as const] : [])));
  const placesOf = (name: string): HubPlaces => ({
    folder: join(state, "repos", `${name}.git`),
    kept: join(state, "keep", name),
    config: gitConfig,
    fleet: folder,
    identities,
  });
  const hubs = workspaces.map((w) => [w.name, new Hub(w, placesOf(w.name))] as const);
  return {
    agents,
    zone,
    slots,
    catchUp,
    healthEvery,
    processes,
    environment,
    reporting,
    ownFiles: () => marksOf(folder, ownFiles(folder, named)),
    exposed: () => exposedFiles(folder, named),
    stopFile: () => readStopFile(join(folder, STOP_FILE)),
    stopFileSince: () => stopFileSince(join(folder, STOP_FILE)),
    workspaces: new Named("workspace", new Map(hubs)),
    ledger: redactedLedger(new SqliteLedger(new Database(join(state, "ledger.db"))), redact),
    locks: new FileLocks(join(state, "locks")),
    folders: new StateFolders(join(state, "sessions"), records, redact),
    inbox: new FolderInbox(join(state, "inbox"), redact),
    clock: systemClock,
    events: new EventBus(systemClock, redact),
    redact,
  };
}

/** Memory of the fleet. Nothing is loaded before there is something to remember. */
function rememberedBy(
  { state, memory }: Config,
  { locks, clock, redact }: Fleet,
  { parts, host }: { readonly parts: Parts; readonly host: Host },
): Assembled["memory"] {
  if (!memory) return undefined;
  const { embedder: wanted, extractor, tokens } = memory;
  const embedder = wanted && parts.make("embedder", wanted, host);
  const book = new FileMemoryBook({ folder: join(state, "memory"), tokens, embedder, redact }, { locks, clock });
  return { book, extractor: parts.make("extractor", extractor, host) };
}
