import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backend } from "../contracts/backend.ts";
import type { BriefSection, Company, Section } from "../contracts/brief.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Recalled } from "../contracts/lessons.ts";
import type { BudgetPolicy } from "../contracts/policy.ts";
import type { Checked, Selected } from "../contracts/session.ts";
import type { WorkspaceView } from "../contracts/work.ts";
import { messageOf } from "../errors.ts";
import { asObligation, isAskedFor, needsOf } from "../needs-you/of-fleet.ts";
import { answersOwed } from "../outbox/pending-answers.ts";
import { identityOf } from "../text/item-identity.ts";
import { dayIn } from "../text/zone.ts";
import { label } from "../trust/fence.ts";
import { budgetLeft } from "./budget-left.ts";
import { type Brief, composeBrief } from "./compose.ts";
import type { BriefFacts, KeptWork, Left, Remembered } from "./facts.ts";
import { sectionsOf } from "./sections.ts";
import { workspaceFacts } from "./workspace-facts.ts";

/** Claude Code's SessionStart hook takes 10,000 characters, and shows its model next to nothing of what is longer. */
const FOR_A_HOOK = 2_400;
const NEWEST_COMMITS = 8;
const EARLIER_SESSIONS = 3;
const MAX_REASON_CHARS = 200;

/** Room a brief may take, as the fleet's file says. */
export interface BriefSettings {
  readonly tokens: number;
  /** By section; 0 leaves it out. */
  readonly limits: Readonly<Record<string, number>>;
}

/** For whom, of what, and what is known already. */
export interface Briefed
  extends Pick<Checked, "id" | "agent" | "upstream" | "health" | "allowance">,
    Pick<Selected, "considered">,
    Partial<Pick<Selected, "item">>,
    Pick<BriefFacts, "rescued" | "neighbour"> {
  readonly company: Company;
  /** Tokens, where less of it has room than the fleet's file and a hook would give. */
  readonly room?: number | undefined;
  readonly lessons?: Recalled;
  readonly memory?: Remembered;
  /** Sections that are left out, because its backend says the same by itself. */
  readonly without?: readonly string[];
}

interface BriefingParts {
  readonly backends: { get(agent: string): Pick<Backend, "free"> };
  readonly budget: BudgetPolicy;
  readonly sections: readonly BriefSection[];
  readonly settings: BriefSettings;
}

/** Writes the document a session starts from, out of the ledger and the fetched commit. Changes nothing. */
export class Briefing {
  private readonly fleet: Fleet;
  private readonly parts: BriefingParts;

  constructor(fleet: Fleet, parts: BriefingParts) {
    this.fleet = fleet;
    this.parts = parts;
  }

  async write(briefed: Briefed, signal: AbortSignal): Promise<Brief> {
    const without = (briefed.without ?? []).map((name) => [name, 0]);
    const limits = { ...this.parts.settings.limits, ...Object.fromEntries(without) };
    const hook = briefed.company === "interactive" ? FOR_A_HOOK : Infinity;
    const tokens = Math.min(this.parts.settings.tokens, hook, briefed.room ?? Infinity);
    const facts = await this.facts(briefed, signal);
    return composeBrief(sectionsOf(facts, limits), { tokens, now: facts.now, key: briefed.id });
  }

  private async facts(briefed: Briefed, signal: AbortSignal): Promise<BriefFacts> {
    const { id: _, upstream, allowance, room: __, without: ___, ...known } = briefed;
    const { agent } = briefed;
    const { workspaces, ledger, clock, zone } = this.fleet;
    const workspace = workspaces.get(agent.workspace);
    const [now, view] = [clock.now(), workspace.view(upstream)];
    const place = { workspace: workspace.name, zone, now, taints: ledger.taints };
    const [files, log, sessions, needs, unanswered, budget, more, kept] = await Promise.all([
      workspaceFacts(view, place),
      workspace.log(upstream, NEWEST_COMMITS),
      this.sessions(briefed),
      needsOf(this.fleet),
      answersOwed(ledger.history),
      this.budget(agent, allowance),
      this.more(briefed, view, signal),
      this.kept(briefed),
    ]);
    const owed = [...needs.filter(isAskedFor).map(asObligation), ...unanswered];
    return { ...known, ...files, now, log, sessions, obligations: owed, budget, more, kept };
  }

  private async sessions({ agent, id }: Briefed): Promise<BriefFacts["sessions"]> {
    const { history, taints } = this.fleet.ledger;
    const records = await history.sessions({ agent: agent.name, limit: EARLIER_SESSIONS + 1 });
    const earlier = records.filter((record) => record.id !== id).slice(0, EARLIER_SESSIONS);
    const origins = await taints.sessions(earlier.map((record) => record.id));
    return earlier.map((record) => {
      const origin = origins.get(record.id);
      return { record, ...(origin !== undefined && { origin }) };
    });
  }

  /**
   * Work that earlier sessions on the item have left besides the one this starts from: told, and never applied by
   * itself.
   */
  private async kept({ agent, item, rescued }: Briefed): Promise<readonly KeptWork[]> {
    if (!item) return [];
    const { ledger, workspaces } = this.fleet;
    const asked = { workspace: agent.workspace, item: identityOf(item), state: "waiting" } as const;
    const waiting = (await ledger.history.rescues(asked)).filter(({ ref }) => ref !== rescued?.intent.ref);
    const origins = await ledger.taints.sessions(waiting.map(({ session }) => session));
    const { keptRefs } = workspaces.get(agent.workspace);
    const found = waiting.map(async (rescue) => {
      const commit = await keptRefs.commitAt(rescue.ref);
      const origin = origins.get(rescue.session);
      return commit === undefined ? [] : [{ rescue, commit, ...(origin !== undefined && { origin }) }];
    });
    return (await Promise.all(found)).flat();
  }

  /** Nothing is told of money to those who cost none. */
  private async budget(agent: AgentDefinition, allowance: number | undefined): Promise<readonly Left[]> {
    if (this.parts.backends.get(agent.name).free) return [];
    const { history } = this.fleet.ledger;
    const day = dayIn(this.fleet.zone, this.fleet.clock.now());
    const [reservations, raised] = await Promise.all([history.reservations(day), history.raisedCaps(day)]);
    const own = allowance === undefined ? [] : [{ what: "for this session", left: allowance, cap: allowance }];
    return [...own, ...budgetLeft(agent.name, this.parts.budget.caps(agent), { reservations, raised })];
  }

  private async more(briefed: Briefed, view: WorkspaceView, signal: AbortSignal): Promise<readonly Section[]> {
    const { agent, item, company } = briefed;
    const question = { agent, company, view, now: this.fleet.clock.now(), ...(item && { item }) };
    const written = this.parts.sections.map(async (part) => {
      const failed = (thrown: unknown): Section => {
        const why = label(messageOf(thrown), MAX_REASON_CHARS);
        return { name: part.name, title: part.name, entries: [`- Could not be written: ${why}`], tokens: 100 };
      };
      return part.write(question, signal).catch(failed);
    });
    return (await Promise.all(written)).filter((section) => section !== undefined);
  }
}
