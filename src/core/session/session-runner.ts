import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { Checked, Ended, Executed, Phase, Selected, Session } from "../contracts/session.ts";
import { asError, messageOf } from "../errors.ts";
import { end, hasEnded } from "../text/session-end.ts";
import { summarise } from "../text/summary.ts";

export interface Phases {
  readonly status: Phase<Session, Checked>;
  readonly select: Phase<Checked, Selected>;
  readonly execute: Phase<Selected, Executed>;
  readonly commit: Phase<Executed, Ended>;
}

/**
 * Milliseconds that committing may take, without the owner's verification, which has a limit of its own. A large push
 * over a slow line is hours of work, and is ended by its own silence long before.
 */
const COMMIT_MS = 24 * 3_600_000;

/**
 * Publication of a session whose commit phase broke off: its work is in its clone, in the hub or on the branch, and is
 * looked for at once.
 */
const NOT_KNOWN: Publication = { kind: "none", reason: "what became of its work is not known yet" };

/** Runs one session, from status to commit. Never rejects: a crash is an outcome, too. */
export class SessionRunner {
  private readonly phases: Phases;
  private readonly fleet: Pick<Fleet, "ledger" | "events">;

  constructor(phases: Phases, fleet: Pick<Fleet, "ledger" | "events">) {
    this.phases = phases;
    this.fleet = fleet;
  }

  async run(opened: Session, signal: AbortSignal): Promise<Ended> {
    const session = { ...opened, stopping: signal };
    const checked = await this.step(this.phases.status, session, signal);
    if (hasEnded(checked)) return checked;

    const selected = await this.step(this.phases.select, checked, signal);
    if (hasEnded(selected)) return selected;

    const executed = await this.step(this.phases.execute, selected, signal);
    if (hasEnded(executed)) return executed;

    // A fresh signal: a run that was stopped has work to save, too.
    return this.step(
      this.phases.commit,
      executed,
      AbortSignal.timeout(COMMIT_MS + session.agent.limits.minutes * 60_000),
    );
  }

  private async step<In extends Session, Out extends Session>(
    phase: Phase<In, Out>,
    session: In,
    signal: AbortSignal,
  ): Promise<Out | Ended> {
    this.fleet.events.emit(session, { type: "phase.started", data: { phase: phase.name } });
    const next = await this.attempt(phase, session, signal);
    this.fleet.events.emit(session, { type: "phase.finished", data: { phase: phase.name, summary: summarise(next) } });
    return next;
  }

  private async attempt<In extends Session, Out extends Session>(
    phase: Phase<In, Out>,
    session: In,
    signal: AbortSignal,
  ): Promise<Out | Ended> {
    try {
      await this.fleet.ledger.enter(session.id, phase.name);
      return await phase.run(session, signal);
    } catch (thrown) {
      const stack = asError(thrown).stack ?? "";
      this.fleet.events.emit(session, { type: "trouble", data: { doing: phase.name, error: stack } });
      const crashed = { kind: "crashed", phase: phase.name, reason: `${phase.name}: ${messageOf(thrown)}` } as const;
      return phase.name === "commit" ? end(session, crashed, NOT_KNOWN) : end(session, crashed);
    }
  }
}
