import { join } from "node:path";
import { type Assembled, assemble } from "../../assemble.ts";
import { wrongSince } from "../../config/reading.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { Listener } from "../../core/contracts/events.ts";
import { ConfigError, type Problem } from "../../core/errors.ts";
import { observeMistakes } from "../../core/health/mistakes.ts";
import { eventLog } from "../../core/host/event-log.ts";
import { limitHeap } from "../../core/host/heap.ts";
import { Named } from "../../core/parts/named.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { CommonArguments } from "../command.ts";
import { LiveLine } from "../views/live-line.ts";
import { narrator } from "../views/narrator.ts";
import { folderOf, refuseClosed } from "./folder-argument.ts";
import { hasHistory, withLedger } from "./open-history.ts";
import { lookSignal, stopSignal } from "./stop-signal.ts";

/** A fleet that is ready to work, for as long as a command needs it. */
export interface OpenFleet extends Assembled, Disposable {
  readonly folder: string;
  readonly agents: Named<AgentDefinition>;
  /** Aborts when the person or the machine says stop. */
  readonly signal: AbortSignal;
}

/** Reads the fleet's files, puts it together, and tells of its sessions as they happen, unless the output is for a program. */
export async function openFleet(args: CommonArguments, signal = stopSignal()): Promise<OpenFleet> {
  limitHeap();
  const folder = folderOf(args);
  refuseClosed(join(folder, STATE_FOLDER), "write");
  const { fleet, ...made } = await assemble(folder, setVariables(process.env)).catch(async (thrown: unknown) => {
    if (thrown instanceof ConfigError) await noteMistakes(folder, thrown.problems);
    throw thrown;
  });
  const { agents, events, folders, ledger } = fleet;
  const narration = narrate(args);
  for (const listener of [eventLog(folders), ...narration.listeners]) events.subscribe(listener);
  return {
    folder,
    agents: new Named("agent", new Map(agents.map((agent) => [agent.name, agent]))),
    fleet,
    ...made,
    signal,
    [Symbol.dispose]() {
      narration.close();
      ledger.close();
    },
  };
}

/** The same for who only looks at it: a part that does not answer keeps nobody who says stop. */
export const openToLook = (args: CommonArguments): Promise<OpenFleet> =>
  openFleet({ ...args, json: true }, lookSignal());

/** Notes mistakes that only this process has met, for every screen and for a watch that runs. */
async function noteMistakes(folder: string, problems: readonly Problem[]): Promise<void> {
  if (!hasHistory(folder)) return;
  try {
    await withLedger(folder, (ledger) => observeMistakes(ledger, problems, wrongSince(folder, Date.now())));
  } catch {
    // What is to be told is told by the mistakes themselves: a ledger that cannot be written is another's to tell.
  }
}

/** A live line on a terminal, plain lines in a pipe, nothing where a program asked for one document. */
function narrate({ json }: CommonArguments): { listeners: readonly Listener[]; close(): void } {
  if (json) return { listeners: [], close() {} };
  if (!process.stdout.isTTY) return { listeners: [narrator()], close() {} };
  const live = new LiveLine();
  return { listeners: [live.listener], close: () => live.close() };
}

const setVariables = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
