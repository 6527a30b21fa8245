import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Due } from "../contracts/session.ts";
import { INBOX } from "../work/inbox-source.ts";
import type { Outlook } from "../work/outlook.ts";

/** The inbox is on this machine; for what others push, the remote is asked no more often than this. */
const FETCH_MS = 5 * 60_000;
const TIMEOUT_MS = 60_000;

/** Due of an agent that has none of a rule's. */
const SIGNALLED_DUE: Due = { id: "", rule: "", from: 0, duty: true, reason: "" };

/** Items that wait for an agent in a source that its `on` names, and that no session has taken. */
export class Signals {
  private readonly fleet: Fleet;
  private readonly outlook: Outlook;
  private troubled = new Map<string, string>();
  private readonly fetched = new Map<string, { readonly at: number; readonly commit: string }>();

  constructor(fleet: Fleet, outlook: Outlook) {
    this.fleet = fleet;
    this.outlook = outlook;
  }

  /** The titles, the most urgent first. */
  async of(agent: AgentDefinition, source: string): Promise<readonly string[]> {
    if (source === INBOX && (await this.fleet.inbox.waiting(agent.name)).length === 0) return [];
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const commit = await this.latest(agent.workspace);
    if (commit === undefined) return [];
    const troubles = new Map<string, string>();
    const onTrouble = (doing: string, error: string) => troubles.set(`${agent.name} ${doing}`, `${doing}: ${error}`);
    const ready = await this.outlook.ready(agent, source, { upstream: commit, onTrouble }, signal);
    const others = [...this.troubled].filter(([key]) => !key.startsWith(`${agent.name} `));
    this.troubled = new Map([...others, ...troubles]);
    return ready.map(({ item }) => item.title);
  }

  /** Errors of sources that could not be asked at the last look: no agent is due by an item that cannot be seen. */
  get troubles(): readonly string[] {
    return [...new Set(this.troubled.values())];
  }

  /** The titles of all that an agent could take now, its duty among them when it is due for one. */
  async anything(agent: AgentDefinition, dues: readonly Due[] = []): Promise<readonly string[]> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const upstream = await this.latest(agent.workspace);
    if (upstream === undefined) return [];
    const due = dues.find(({ duty }) => duty) ?? dues[0] ?? SIGNALLED_DUE;
    const ranked = await this.outlook.of({ agent, due, upstream }, signal, () => {});
    return ranked.filter(({ passedOverBecause }) => passedOverBecause === undefined).map(({ item }) => item.title);
  }

  /** The workspace's newest commit, asked for no more often than that. */
  async latest(workspace: string): Promise<string | undefined> {
    const now = this.fleet.clock.now();
    const known = this.fetched.get(workspace);
    if (known && Math.abs(now - known.at) < FETCH_MS) return known.commit;
    const { commit } = await this.fleet.workspaces.get(workspace).fetch(AbortSignal.timeout(TIMEOUT_MS));
    if (commit !== undefined) this.fetched.set(workspace, { at: now, commit });
    return commit;
  }
}
