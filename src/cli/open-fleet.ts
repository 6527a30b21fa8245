import { type Assembled, assemble } from "../assemble.ts";
import type { Briefing } from "../core/briefing.ts";
import type { AgentDefinition } from "../core/contracts/agent.ts";
import type { Listener } from "../core/contracts/events.ts";
import type { Fleet } from "../core/contracts/fleet.ts";
import type { BudgetPolicy, DispatchPolicy } from "../core/contracts/policy.ts";
import type { WebhookSettings } from "../core/contracts/webhooks.ts";
import type { HealthMonitor } from "../core/health/monitor.ts";
import { eventLog } from "../core/host/event-log.ts";
import { staySmall } from "../core/host/memory.ts";
import type { LessonShare } from "../core/lesson-share.ts";
import type { MemoryShare } from "../core/memory-share.ts";
import { Named } from "../core/named.ts";
import type { Outbox } from "../core/outbox/outbox.ts";
import type { Outlook } from "../core/outlook.ts";
import type { Backends } from "../core/phases/execute.ts";
import type { Watch } from "../core/watch.ts";
import type { FileLessonBook } from "../lessons/book.ts";
import type { CommonArguments } from "./command.ts";
import { folderOf } from "./folder-argument.ts";
import { LiveLine } from "./live-line.ts";
import { narrator } from "./narrator.ts";
import { stopSignal } from "./stop-signal.ts";

/** A fleet that is ready to work, for as long as a command needs it. */
export interface OpenFleet {
  readonly folder: string;
  readonly agents: Named<AgentDefinition>;
  readonly fleet: Fleet;
  readonly watch: Watch;
  readonly health: HealthMonitor;
  readonly outlook: Outlook;
  readonly backends: Backends;
  readonly budget: BudgetPolicy;
  readonly dispatch: DispatchPolicy;
  readonly book: FileLessonBook;
  readonly lessons: LessonShare;
  readonly recollection: MemoryShare;
  readonly briefing: Briefing;
  readonly webhooks: WebhookSettings;
  readonly secrets: () => Readonly<Record<string, string>>;
  readonly outbox: Outbox;
  readonly memory?: Assembled["memory"];
  /** Aborts when the person or the machine says stop. */
  readonly signal: AbortSignal;
  readonly close: () => void;
}

/** Reads the fleet's files, puts it together, and tells of its sessions as they happen, unless the output is for a program. */
export async function openFleet(args: CommonArguments, signal = stopSignal()): Promise<OpenFleet> {
  staySmall();
  const folder = folderOf(args);
  const { fleet, ...made } = await assemble(folder, given(process.env));
  const { agents, events, folders, ledger } = fleet;
  const narration = narrate(args);
  for (const listener of [eventLog(folders), ...narration.listeners]) events.subscribe(listener);
  return {
    folder,
    agents: new Named("agent", new Map(agents.map((agent) => [agent.name, agent]))),
    fleet,
    ...made,
    signal,
    close() {
      narration.close();
      ledger.close();
    },
  };
}

/** A live line on a terminal, plain lines in a pipe, nothing where a program asked for one document. */
function narrate({ json }: CommonArguments): { listeners: readonly Listener[]; close(): void } {
  if (json) return { listeners: [], close() {} };
  if (!process.stdout.isTTY) return { listeners: [narrator], close() {} };
  const live = new LiveLine();
  return { listeners: [live.listener], close: () => live.close() };
}

const given = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
