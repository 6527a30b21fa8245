import { askedOf } from "../../answer/answer.ts";
import { answered } from "../../answer/answered.ts";
import { judgeOf } from "../../answer/judge.ts";
import type { Briefing } from "../../brief/briefing.ts";
import { keysIn } from "../../brief/compose.ts";
import type { BriefFacts } from "../../brief/facts.ts";
import { remembered } from "../../brief/remembered.ts";
import type { BackendRequest, Backends, EarlierRun, LeftLessons, OwnContext } from "../../contracts/backend.ts";
import type { Fleet } from "../../contracts/fleet.ts";
import type { GuardPolicy } from "../../contracts/policy.ts";
import type { Neighbour } from "../../contracts/review.ts";
import type { BackendResult } from "../../contracts/run-result.ts";
import type { Executed, Phase, Selected } from "../../contracts/session.ts";
import type { SessionFolder } from "../../contracts/session-folders.ts";
import type { Workspace } from "../../contracts/workspace.ts";
import { watchingFleetFiles } from "../../health/fleet-files.ts";
import type { Learning } from "../../learning/learning.ts";
import { sessionIn } from "../../publish/rescuer.ts";
import { allowanceOf } from "../../run/allowance.ts";
import { earlierRun } from "../../run/earlier-run.ts";
import { GuardedRun } from "../../run/guarded-run.ts";
import { runOwnerCommands } from "../../run/owner-commands.ts";
import { printable } from "../../run/printable.ts";
import { buildPrompt } from "../../run/prompt.ts";
import { reachOf, reachWith } from "../../run/reach.ts";
import { type Start, startOf } from "../../run/start.ts";
import { late, notSetUp, stopped } from "../../run/stopped-run.ts";
import { untilStopped } from "../../run/until-stopped.ts";
import { WrapUp } from "../../run/wrap-up.ts";
import { redacted } from "../../text/redacted.ts";
import { taintOf } from "../../trust/taint.ts";

const SESSION_AND_PREVIOUS = 2;

/** Folders, workspace and neighbour of a run, and the lessons that are left to its backend. */
interface Surroundings {
  readonly folders: SessionFolder;
  readonly workspace: Workspace;
  readonly neighbour: Neighbour | undefined;
  readonly left: LeftLessons | undefined;
}

/** Phase 3. A private clone, a brief, a prompt; then the backend, until it ends or has to be stopped. */
export class ExecutePhase implements Phase<Selected, Executed> {
  readonly name = "execute";
  private readonly fleet: Fleet;
  private readonly backends: Backends;
  private readonly guards: readonly GuardPolicy[];
  private readonly learning: Learning & { readonly briefing: Briefing };

  constructor(
    fleet: Fleet,
    backends: Backends,
    guards: readonly GuardPolicy[],
    learning: Learning & { readonly briefing: Briefing },
  ) {
    this.fleet = fleet;
    this.backends = backends;
    this.guards = guards;
    this.learning = learning;
  }

  async run(session: Selected, signal: AbortSignal): Promise<Executed> {
    const workspace = this.fleet.workspaces.get(session.agent.workspace);
    const { base, rescued } = await startOf(this.fleet, session, workspace);
    await this.fleet.ledger.based(session.id, base);
    await workspace.work.begin(session.id, base);
    const folders = await this.fleet.folders.create(session.folder);
    await workspace.clone(folders.clone, base, session.agent.name);
    const tainted = await this.taint(session, rescued);
    const { neighbour, ...visit } = await this.learning.siblingReviews.visit(session, signal);
    const own = await this.backends.get(session.agent.name).ownContext?.(workspace.view(base), folders.clone);
    const known = { ...(rescued && { rescued }), ...(neighbour && { neighbour }) };
    const { brief, left } = await this.brief(session, { known, own }, signal);
    const request = await this.request(session, { folders, workspace, neighbour, left }, brief);
    const failure = visit.failure ?? (await runOwnerCommands(this.fleet, workspace.setup, request, signal));
    await workspace.work.handOver(session.folder);
    return {
      ...session,
      ...(neighbour && { neighbour }),
      base,
      ...(tainted !== undefined && { tainted }),
      prompt: request.prompt,
      result: failure ? notSetUp(failure, signal) : await this.answer(session, request, { base, signal }),
    };
  }

  private async brief(
    session: Selected,
    { known, own }: { readonly known: Pick<BriefFacts, "rescued" | "neighbour">; readonly own: OwnContext | undefined },
    signal: AbortSignal,
  ): Promise<{ readonly brief: string; readonly left: LeftLessons | undefined }> {
    const { recalled: lessons, left } = await this.learning.lessons.recall(session, own, signal);
    const read = lessons.offered.map(({ id }) => id);
    const memory = remembered(await this.learning.memory.recall(session, read, signal));
    const brief = await this.learning.briefing.write(
      { ...session, ...known, lessons, memory, company: "solo", without: own?.sections ?? [] },
      signal,
    );
    await this.learning.lessons.recordShown(session.id, lessons, keysIn(brief));
    return { brief: brief.text, left };
  }

  /** Writes down the session's taint before it runs: the process that ends it in its place may be another. */
  private async taint(session: Selected, rescued: Start["rescued"]): Promise<string | undefined> {
    const { id, agent, item } = session;
    const { taints } = this.fleet.ledger;
    // Strangers' words in saved work, or in a conversation, are so in the session that goes on with it.
    const before = [rescued?.applied && sessionIn(rescued.intent.ref), (await this.earlier(session))?.session];
    const [handedOn] = (await taints.sessions(before.filter((one) => typeof one === "string"))).values();
    const origin = taintOf(agent, item) ?? handedOn;
    if (origin !== undefined) await taints.add([{ workspace: agent.workspace, blob: id, session: id, origin }]);
    return origin;
  }

  private async request(
    session: Selected,
    { folders, workspace, neighbour, left }: Surroundings,
    brief: string,
  ): Promise<BackendRequest> {
    const { agent, item, lock, id } = session;
    const { clone, home, input, transcript } = folders;
    const { redact } = this.fleet;
    const prompt = redact(buildPrompt(session, brief));
    const whose = { id: session.id, agent: agent.name, workspace: agent.workspace, startedAt: session.startedAt };
    const about = { ...whose, ...(neighbour && { neighbour }) };
    const files = await this.fleet.folders.write(input, redacted({ brief, item, session: about, prompt }, redact));
    const deadline = agent.limits.minutes * 60_000;
    const lends = neighbour ? this.fleet.workspaces.get(neighbour.workspace).lends : [];
    const reach = reachWith(reachOf(folders, workspace), neighbour, lends);
    const places = { cwd: clone, home, files, transcript, reach };
    const told = { instructions: agent.instructions, prompt, ...places, deadline, lock, session: id };
    const { tools, model } = agent;
    const earlier = await this.earlier(session);
    const allowed = {
      ...(tools && { tools }),
      ...(session.allowance !== undefined && { allowance: session.allowance }),
      ...(left && { lessons: left }),
    };
    const judge = judgeOf(askedOf(id, prompt));
    return { ...told, judge, ...allowed, ...(model !== undefined && { model }), ...(earlier && { earlier }) };
  }

  private async earlier(session: Selected): Promise<EarlierRun | undefined> {
    const { folders, ledger } = this.fleet;
    const { source, id } = session.item;
    const on = { workspace: session.agent.workspace, source, id };
    const record = earlierRun(await ledger.history.sessions({ on, limit: SESSION_AND_PREVIOUS }), session);
    return record && { session: record.id, transcript: folders.transcript(folders.path(record.id)) };
  }

  private async answer(
    session: Selected,
    request: BackendRequest,
    { base, signal }: { readonly base: string; readonly signal: AbortSignal },
  ): Promise<BackendResult> {
    const isOwners = this.backends.get(session.agent.name).runsOwnersProgram === true;
    const result = await watchingFleetFiles(this.fleet, session.id, () => this.play(session, request, signal));
    await this.noteLessons(session, result, base);
    return answered(result, askedOf(session.id, request.prompt), isOwners);
  }

  /** Counts the lessons that the backend has given by itself. */
  private async noteLessons(session: Selected, { lessons = [] }: BackendResult, base: string): Promise<void> {
    if (lessons.length === 0) return;
    const view = this.fleet.workspaces.get(session.agent.workspace).view(base);
    const given = await this.learning.lessons.recordGiven(session, lessons, view);
    this.learning.memory.alsoRead(session.id, given);
  }

  private async play(session: Selected, request: BackendRequest, signal: AbortSignal): Promise<BackendResult> {
    const backend = this.backends.get(session.agent.name);
    const overdue = AbortSignal.timeout(request.deadline);
    const allowance = session.allowance ?? session.limit;
    const guards = allowance === undefined ? this.guards : [...this.guards, allowanceOf(allowance)];
    using watched = new GuardedRun(guards, this.fleet.clock);
    const wrapUp = new WrapUp(request.deadline, watched.noticed);
    const stop = AbortSignal.any([signal, overdue, watched.refused]);
    const run = backend.run({ ...request, wrapUp: wrapUp.signal }, stop);
    for await (const raw of untilStopped(run, stop, this.fleet.clock)) {
      const unheard = wrapUp.hear(raw);
      if (unheard) this.fleet.events.emit(session, { type: "backend", data: unheard });
      const event = redacted(printable(raw), this.fleet.redact);
      this.fleet.events.emit(session, { type: "backend", data: event });
      if (event.type !== "finished") watched.see(raw);
      else if (signal.aborted) return stopped(event.result, signal);
      else return overdue.aborted ? late(event.result, request.deadline) : watched.judge(event.result);
    }
    throw new Error(`the backend "${backend.name}" broke its contract: no "finished" event`);
  }
}
