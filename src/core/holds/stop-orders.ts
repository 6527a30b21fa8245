import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import { every } from "../host/every.ts";

/** The file that says stop: in the fleet's folder, or committed to a workspace. Its text is the reason. */
export const STOP_FILE = "STOP";

/** Milliseconds between two looks for a stop on this machine, and in the remote. */
const LOOK_MS = 1_000;
const FETCH_MS = 60_000;

/** Stops of an agent: by midwatch stop, by a file in the fleet's folder, or by one in the workspace. */
export class StopOrders {
  private readonly fleet: Pick<Fleet, "ledger" | "workspaces" | "stopFile">;

  constructor(fleet: Pick<Fleet, "ledger" | "workspaces" | "stopFile">) {
    this.fleet = fleet;
  }

  /** Sentence on a stop that is known on this machine; undefined when there is none. */
  async local({ name }: AgentDefinition): Promise<string | undefined> {
    const stops = await this.fleet.ledger.history.stops();
    const stop = stops.find(({ scope }) => scope === "*" || scope === name);
    if (stop) return `stopped by ${stop.owner} at ${new Date(stop.at).toISOString()}: ${stop.reason}`;
    const text = await this.fleet.stopFile();
    return text === undefined ? undefined : `stopped by the fleet's ${STOP_FILE} file${withReason(text)}`;
  }

  /** Sentence on a stop in the workspace's remote, as it was fetched now or last; undefined when there is none. */
  async upstream({ workspace }: AgentDefinition, signal: AbortSignal): Promise<string | undefined> {
    const hub = this.fleet.workspaces.get(workspace);
    const { commit } = await hub.fetch(signal);
    return commit === undefined ? undefined : this.inWorkspace(workspace, commit);
  }

  async inWorkspace(workspace: string, commit: string): Promise<string | undefined> {
    const text = await this.fleet.workspaces.get(workspace).view(commit).read(STOP_FILE);
    return text === undefined ? undefined : `stopped by the ${STOP_FILE} file of ${workspace}${withReason(text)}`;
  }

  /** Sentence when another process has ended the session, as it may: further work of this one would be for nothing. */
  private async taken(session: string): Promise<string | undefined> {
    const [record] = await this.fleet.ledger.history.find(session);
    return record?.outcome && `another process has ended session ${session}`;
  }

  /** Aborts, with the sentence, as soon as there is a stop; gives up looking when `over` aborts. */
  watch(agent: AgentDefinition, session: string, over: AbortSignal): AbortSignal {
    const stop = new AbortController();
    const heed = (why: string | undefined) => why !== undefined && stop.abort(new Error(why));
    void every(LOOK_MS, async () => heed((await this.local(agent)) ?? (await this.taken(session))), over);
    void every(FETCH_MS, async () => heed(await this.upstream(agent, over)), over);
    return stop.signal;
  }
}

const withReason = (text: string) => {
  const [line = ""] = text.trim().split("\n");
  return line === "" ? "" : `: ${line.slice(0, 200)}`;
};
