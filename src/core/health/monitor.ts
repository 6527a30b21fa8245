import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backends } from "../contracts/backend.ts";
import type { Subject } from "../contracts/events.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { HealthCheck, HealthQuestion } from "../contracts/health.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { BudgetPolicy } from "../contracts/policy.ts";
import { acknowledge } from "./acknowledged.ts";
import { examine } from "./examination.ts";
import { aged, KeptAnswers } from "./kept-answers.ts";
import { questionOf } from "./question.ts";
import { cannotStop, contained, FOR_ALL, isVital, probed, REMOTE, reachable } from "./vital.ts";

interface Parts {
  readonly checks: readonly HealthCheck[];
  readonly backends: Backends;
  readonly budget: BudgetPolicy;
  readonly needsYou: HealthQuestion["needsYou"];
}

/** Subject of events that happen to the fleet, and in no session. */
const FLEET: Subject = { id: "", agent: { name: "" } };

/** Makes the checks, keeps their reports, and tells of each cause once: when it comes, and when it has gone. */
export class HealthMonitor {
  private readonly fleet: Fleet;
  private readonly parts: Parts;

  constructor(fleet: Fleet, parts: Parts) {
    this.fleet = fleet;
    this.parts = parts;
  }

  /**
   * Reports before a session: checks of its agent and vital ones are made afresh; others of the fleet, once in a while.
   */
  async before(agent: AgentDefinition, signal: AbortSignal): Promise<readonly HealthReport[]> {
    const question = await questionOf(this.fleet, this.parts, signal, agent);
    const own = this.parts.checks.filter((check) => check.about !== "fleet" || isVital(check));
    const [mine, fleets] = await Promise.all([this.make(own, question, signal), this.ofFleet(signal)]);
    return [...mine, ...fleets.filter(({ check }) => !own.some(({ name }) => name === check))];
  }

  /**
   * Tells the reports known now, with those that the session found itself, and answers with them and who knows of each.
   */
  async conclude(session: Subject, vital: readonly HealthReport[], others: readonly HealthReport[]) {
    for (const report of vital) await this.keepVital(report);
    return this.tell([...vital, ...others.map(cannotStop)], session);
  }

  /**
   * Makes the checks of the fleet that are due, and tells of their reports. Does nothing when they were made a short
   * while ago.
   */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.tell(await this.ofFleet(signal), FLEET);
  }

  /** Reports of all checks. Those that were well since that time are not made again; when it is left out, all of them are. */
  async all(signal: AbortSignal, since = Number.POSITIVE_INFINITY): Promise<readonly HealthReport[]> {
    const question = await questionOf(this.fleet, this.parts, signal);
    const kept = new KeptAnswers(await this.fleet.ledger.history.healthRuns(), { from: since, now: question.now });
    const vital = [...(await this.remotes(kept, signal)), ...(await this.backends(kept, signal))];
    // Whoever was told to stop has not found anything wrong.
    if (!signal.aborted) for (const report of vital.filter(isNew)) await this.keepVital(report);
    const found = [...(await this.known(kept, question, signal))];
    for (const agent of this.fleet.agents) found.push(...(await this.known(kept, { ...question, agent }, signal)));
    await this.retire();
    return this.tell([...vital, ...found], FLEET);
  }

  /** Reports about the question's agent, or about the fleet where it has none: kept ones, and those of the other checks. */
  private async known(kept: KeptAnswers, question: HealthQuestion, signal: AbortSignal) {
    const checks = this.parts.checks.filter((check) => isOfFleet(check) === (question.agent === undefined));
    const answers = new Map(checks.map(({ name }) => [name, kept.of(name, question.agent?.name ?? "")]));
    const missing = checks.filter(({ name }) => answers.get(name) === undefined);
    return [...[...answers.values()].flatMap((known) => known ?? []), ...(await this.make(missing, question, signal))];
  }

  private async ofFleet(signal: AbortSignal): Promise<readonly HealthReport[]> {
    const question = await questionOf(this.fleet, this.parts, signal);
    const { now, every } = question;
    const checks = this.parts.checks.filter(isOfFleet);
    const runs = await this.fleet.ledger.history.healthRuns();
    const kept = runs.filter(
      ({ check, subject, at }) =>
        subject === "" && at <= now && now - at < every && checks.some(({ name }) => name === check),
    );
    const due = checks.filter(({ name }) => !kept.some(({ check }) => check === name));
    if (due.length > 0) await this.retire();
    const made = await this.make(due, question, signal);
    return [...kept.flatMap((run) => aged(run, now)), ...made];
  }

  private async make(checks: readonly HealthCheck[], question: HealthQuestion, signal: AbortSignal) {
    const { clock } = this.fleet;
    const runs = await Promise.all(checks.map((check) => examine(check, question, { clock, signal })));
    for (const run of runs.filter(({ failed }) => !(failed && signal.aborted)))
      await this.fleet.ledger.incidents.observe(run);
    return runs.flatMap(({ reports }) => reports);
  }

  private async remotes(kept: KeptAnswers, signal: AbortSignal): Promise<readonly HealthReport[]> {
    const names = [...new Set(this.fleet.agents.map(({ workspace }) => workspace))];
    const ask = async (name: string) => reachable(name, await this.fleet.workspaces.get(name).fetch(signal));
    return (await Promise.all(names.map(async (name) => kept.of(REMOTE, name) ?? [await ask(name)]))).flat();
  }

  private async backends(kept: KeptAnswers, signal: AbortSignal): Promise<readonly HealthReport[]> {
    const { agents, processes, clock } = this.fleet;
    const each = agents.map(async (agent) => {
      const backend = this.parts.backends.get(agent.name);
      const answered = kept.of(backend.name, agent.name) ?? [await probed(backend, agent, { clock, signal })];
      return [contained(processes.containment, backend, agent), ...answered];
    });
    return (await Promise.all(each)).flat();
  }

  private async keepVital(report: HealthReport): Promise<void> {
    const { check, about: subject = "" } = report;
    await this.fleet.ledger.incidents.observe({ check, subject, at: this.fleet.clock.now(), reports: [report] });
  }

  /** Ends incidents of checks, agents and workspaces that are not declared any more. */
  private async retire(): Promise<void> {
    const { agents, ledger, clock } = this.fleet;
    const backends = agents.map(({ name }) => this.parts.backends.get(name).name);
    const checks = [...this.parts.checks.map(({ name }) => name), ...FOR_ALL, ...backends];
    const subjects = ["", ...agents.flatMap(({ name, workspace }) => [name, workspace])];
    await ledger.incidents.retire({ checks, subjects }, clock.now());
  }

  /** Tells the incidents that are untold. After a kill in the middle they are told again: nothing is kept silent. */
  private async tell(reports: readonly HealthReport[], subject: Subject): Promise<readonly HealthReport[]> {
    const { ledger, events, clock } = this.fleet;
    for (const incident of await ledger.incidents.untold()) {
      const type = incident.resolvedAt === undefined ? "incident.opened" : "incident.resolved";
      events.emit(subject, { type, data: { incident } });
      await ledger.incidents.told(incident);
    }
    return acknowledge(reports, await ledger.history.incidents(), clock.now());
  }
}

const isOfFleet = ({ about }: HealthCheck) => about === "fleet";

const isNew = ({ age }: HealthReport) => age === undefined;
