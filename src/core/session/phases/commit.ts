import type { LessonsEffect, MemoryEffect, PublishEffect, PublishIntent } from "../../contracts/effects.ts";
import type { Fleet } from "../../contracts/fleet.ts";
import type { Outcome, Publication } from "../../contracts/outcome.ts";
import type { Ended, Executed, Phase } from "../../contracts/session.ts";
import type { Change, Collected, Workspace } from "../../contracts/workspace.ts";
import { messageOf } from "../../errors.ts";
import type { Learning } from "../../learning/learning.ts";
import type { SessionLessons } from "../../learning/session-lessons.ts";
import type { SessionMemory } from "../../learning/session-memory.ts";
import type { SiblingReviews } from "../../learning/sibling-reviews.ts";
import { readAssumed } from "../../notes/assumed.ts";
import { outcomeOf, reportOf } from "../../notes/report.ts";
import { inspect } from "../../publish/inspection.ts";
import { journalNotes } from "../../publish/journal.ts";
import { workMessage } from "../../publish/messages.ts";
import { proofIn, proven, withProof } from "../../publish/proof.ts";
import type { Publisher } from "../../publish/publisher.ts";
import type { Rescuer } from "../../publish/rescuer.ts";
import { failsAtBase } from "../../run/at-base.ts";
import { runOwnerCommands } from "../../run/owner-commands.ts";
import { reachOf } from "../../run/reach.ts";
import { refusalOf, remainsOf } from "../../text/collected.ts";
import { identityOf } from "../../text/item-identity.ts";
import { withoutNotes } from "../../text/notes-block.ts";
import { needsProof } from "../../text/outcome.ts";
import { end, NOTHING_WRITTEN } from "../../text/session-end.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";
import { isNotWorthACommit, threadsOf, withWork } from "./publish-intent.ts";

/** Workspace of a session, and the contents collected from its clone. */
interface WorkFound {
  readonly workspace: Workspace;
  readonly collected: Collected;
}

/** Milliseconds that a model may take to say what was worth keeping. */
const REMEMBERING_MS = 300_000;

/**
 * Phase 4. The processes have ended: imports the work; publishes it where the run ended by itself, rescues it where
 * not.
 */
export class CommitPhase implements Phase<Executed, Ended> {
  readonly name = "commit";
  private readonly fleet: Fleet;
  private readonly publisher: Publisher;
  private readonly rescuer: Rescuer;
  private readonly lessons: SessionLessons;
  private readonly memory: SessionMemory;
  private readonly siblingReviews: SiblingReviews;

  constructor(fleet: Fleet, publisher: Publisher, rescuer: Rescuer, learning: Learning) {
    this.fleet = fleet;
    this.publisher = publisher;
    this.rescuer = rescuer;
    this.lessons = learning.lessons;
    this.memory = learning.memory;
    this.siblingReviews = learning.siblingReviews;
  }

  async run(session: Executed, signal: AbortSignal): Promise<Ended> {
    const workspace = this.fleet.workspaces.get(session.agent.workspace);
    const collected = await workspace.collect(session.folder, session.base, workMessage(session));
    return { ...(await this.conclude(session, { workspace, collected }, signal)), ...remainsOf(collected) };
  }

  private async conclude(session: Executed, { workspace, collected }: WorkFound, signal: AbortSignal): Promise<Ended> {
    const work = collected.work ?? takenOver(session);
    const changes = work ? await workspace.changes(session.upstream, work) : [];
    const report = reportOf(session.result, paths(changes), session.item.source === DUTY_SOURCE);
    const refused = endedByItself(session)
      ? (refusalOf(collected) ?? (work ? await this.refuse(session, workspace, changes, signal) : undefined))
      : undefined;
    const stated = refused ?? outcomeOf(session.result, report);
    const proof = needsProof(stated) ? await this.proof(session, workspace, paths(changes), signal) : undefined;
    const outcome = withProof(stated, proof);
    if (outcome.kind === "deferred" && !collected.work) return end(session, outcome);

    const rescue =
      work && (refused || !endedByItself(session)) ? await this.rescue(session, work, collected) : undefined;
    const notes = journalNotes(session, paths(changes));
    await this.fleet.ledger.assumptions.keep(session.id, readAssumed(session.result.text));
    const common = this.intentOf(session, { report, outcome, notes, ...(proof && { proof }) });
    // Before the work is on its way: whoever finishes this session after a crash finds both.
    const learned = endedByItself(session) ? await this.lessons.intend(session) : undefined;
    const noticed = await this.memory.intend(session, outcome);
    if (endedByItself(session)) await this.siblingReviews.tell(session);
    const publication = await this.publish(session, rescue ? { ...common, rescue } : withWork(common, work), signal);
    if (learned) await this.share(session, learned, signal);
    if (noticed) await this.remember(session, noticed, signal);
    return proven(end(session, outcome, rescue ? rescued(rescue, outcome, collected) : publication), proof);
  }

  private async proof(session: Executed, workspace: Workspace, changed: readonly string[], signal: AbortSignal) {
    const evidence = { changed, branch: workspace.branch };
    const found = await proofIn(this.fleet.ledger, session, { ...evidence, verified: [] });
    // Nothing but its journal and its entry: only what fails without them can show anything.
    if (found || changed.length === 0 || workspace.verify.length === 0) return found;
    const over = session.stopping ? AbortSignal.any([signal, session.stopping]) : signal;
    const hasFailed = await failsAtBase(this.fleet, session, workspace, over);
    return hasFailed ? proofIn(this.fleet.ledger, session, { ...evidence, verified: workspace.verify }) : undefined;
  }

  private intentOf(
    session: Executed,
    told: Pick<PublishIntent, "report" | "outcome" | "notes" | "proof">,
  ): PublishIntent {
    const { agent, item, startedAt, tainted, result } = session;
    const endedAt = this.fleet.clock.now();
    const contained = this.fleet.processes.containment.name;
    const answer = item.replyTo && { answer: withoutNotes(result.text) };
    const spoken = { ...(tainted !== undefined && { tainted }), ...threadsOf(session) };
    return { agent: agent.name, item, startedAt, endedAt, contained, ...told, ...answer, ...spoken };
  }

  /** It ended by itself, and yet its work must not go where others build on it. */
  private async refuse(
    { agent, folder, lock, stopping, upstream }: Executed,
    workspace: Workspace,
    changes: readonly Change[],
    signal: AbortSignal,
  ): Promise<Outcome | undefined> {
    const wrong = await inspect(changes, async () => (await workspace.view(upstream).all(".")).length);
    const { verify } = workspace;
    if (wrong || verify.length === 0) return wrong;
    const folders = await this.fleet.folders.create(folder);
    const { clone, home } = folders;
    const reach = reachOf(folders, workspace);
    const place = { cwd: clone, home, deadline: agent.limits.minutes * 60_000, lock, reach };
    const over = stopping ? AbortSignal.any([signal, stopping]) : signal;
    const failure = await runOwnerCommands(this.fleet, verify, place, over);
    if (failure && stopping?.aborted) return { kind: "stopped", cause: "stopped", reason: messageOf(stopping.reason) };
    return failure ? { kind: "failed", cause: "verify", reason: `verify: ${failure}` } : undefined;
  }

  /**
   * Keeps a commit under a rescue ref. Work with a refusal is not finished and no start for the item's next session: it
   * waits for a person.
   */
  private rescue(session: Executed, commit: string, { refusal }: Collected): Promise<string> {
    const { id, agent, item } = session;
    return this.rescuer.rescue(
      { session: id, agent: agent.name, workspace: agent.workspace, ...(!refusal && { item: identityOf(item) }) },
      commit,
    );
  }

  /** Sends lessons after the work is published; what cannot be sent now, the next session sends. */
  private async share(session: Executed, learned: LessonsEffect, signal: AbortSignal): Promise<void> {
    try {
      await this.lessons.publish(learned, signal);
    } catch (thrown) {
      const error = messageOf(thrown);
      this.fleet.events.emit(session, { type: "trouble", data: { doing: "publishing lessons", error } });
    }
  }

  /**
   * Keeps a session's memories. Memories that cannot be kept now are owed: the next session's memory check settles
   * them.
   */
  private async remember(session: Executed, noticed: MemoryEffect, signal: AbortSignal): Promise<void> {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(REMEMBERING_MS)]);
    const error = await this.memory.keep(noticed, soon);
    if (error !== undefined)
      this.fleet.events.emit(session, { type: "trouble", data: { doing: "remembering", error } });
  }

  private async publish(session: Executed, payload: PublishIntent, signal: AbortSignal): Promise<Publication> {
    const { ledger } = this.fleet;
    if (isNotWorthACommit(payload)) return NOTHING_WRITTEN;
    const effect = await ledger.intend<PublishEffect>({
      kind: "publish",
      payload,
      session: session.id,
      workspace: session.agent.workspace,
    });
    return this.publisher.publish(effect, signal);
  }
}

const paths = (changes: readonly Change[]) => changes.map(({ path }) => path);

const endedByItself = ({ result }: Executed) => result.stopReason === "end_turn";

/**
 * Rescued work that the session started from and added nothing to: its own to publish when it ended, to hand on when it
 * was cut short.
 */
const takenOver = ({ base, upstream }: Executed) => (base === upstream ? undefined : base);

const rescued = (ref: string, { kind }: Outcome, { refusal }: Collected): Publication => ({
  kind: "rescued",
  ref,
  reason: refusal
    ? `${refusal.reason}: its work waits for a person`
    : `the session ended as ${kind}: its work waits for the item's next session`,
});
