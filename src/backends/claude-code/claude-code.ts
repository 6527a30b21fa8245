import type {
  Backend,
  BackendEvent,
  BackendRequest,
  EarlierRun,
  EndedRun,
  Offered,
  Reopened,
} from "../../core/contracts/backend.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import type { ProcessExit } from "../../core/contracts/processes.ts";
import type { BackendResult, Usage } from "../../core/contracts/run-result.ts";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { messageOf } from "../../core/errors.ts";
import { withLine } from "../../core/text/complaint.ts";
import { NOTHING_USED } from "../nothing-used.ts";
import { Notice } from "../notice.ts";
import { argumentsToOpen, environmentFor } from "./command-line.ts";
import { Conversation } from "./conversation.ts";
import { findExecutable } from "./executable.ts";
import { keepTranscript, restoreTranscript } from "./kept-transcript.ts";
import { Options } from "./options.ts";
import { processOf } from "./process.ts";
import { resuming } from "./resuming.ts";
import { signInFrom } from "./sign-in.ts";
import { recoverUsage, usageKept } from "./transcript.ts";
import { type ClaudeStream, nothingHeard, translateStream } from "./translate.ts";
import { readTrusted } from "./trust/copies.ts";
import { offeredBy } from "./trust/offered.ts";
import { usageOf } from "./usage.ts";
import { claudeVerdict } from "./verdict.ts";
import { versionOf } from "./version.ts";

/** Anthropic's Claude Code, headless. */
export const claudeCode: Factory<Backend, Options> = {
  name: "claude-code",
  options: Options,
  create: (options, host) => new ClaudeCode(options, host),
};

class ClaudeCode implements Backend {
  readonly name = "claude-code";
  readonly free: boolean;
  private readonly options: Options;
  private readonly host: Host;

  constructor(options: Options, host: Host) {
    this.free = options.free;
    this.options = options;
    this.host = host;
  }

  async probe(signal: AbortSignal): Promise<HealthReport> {
    const signIn = signInFrom(this.host.credentials);
    const executable = await this.find();
    const missing = [...(executable === undefined ? [this.notFound()] : []), ...(signIn.ok ? [] : [signIn.reason])];
    if (executable === undefined || !signIn.ok) return this.report("fail", missing.join("; "));
    const version = await versionOf(executable, this.host, signal);
    if (!version.ok) return this.report("fail", `${executable}: ${version.reason}`);
    const trusted = await readTrusted(this.host.trusted);
    if (trusted.kind === "broken") return this.report("fail", `${trusted.reason}: ${AGAIN}`);
    const detail = `Claude Code ${version.version}, signed in with ${signIn.what}, which is in the agent's reach`;
    const facts = {
      program: executable,
      version: version.version,
      "signed in with": signIn.what,
      credentials: "exposed: agents can read these credentials",
    };
    return { ...this.report("pass", detail), facts };
  }

  async used({ session, transcript }: EarlierRun): Promise<Usage> {
    return { ...(await usageKept(transcript, { session }, this.priceOf)), ...(this.free && { micros: 0 }) };
  }

  offered(view: WorkspaceView): Promise<readonly Offered[]> {
    return offeredBy(view, this.host.trusted);
  }

  async open({ session, transcript, cwd, home, model }: EndedRun): Promise<Reopened> {
    const signIn = signInFrom(this.host.credentials);
    if (!signIn.ok) return signIn;
    const executable = await this.find();
    if (executable === undefined) return { ok: false, reason: this.notFound() };
    const trusted = await readTrusted(this.host.trusted);
    if (trusted.kind === "broken") return { ok: false, reason: `${trusted.reason}: ${AGAIN}` };
    if (!(await restoreTranscript({ kept: transcript, session }, { cwd, home })))
      return { ok: false, reason: "its run has left no transcript" };
    const files = trusted.kind === "copies" ? trusted : {};
    const env = environmentFor(home, this.options, { environment: this.host.environment, signIn: signIn.env });
    return { ok: true, argv: [executable, ...argumentsToOpen(session, model, files)], env };
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    try {
      const executable = await this.find();
      if (executable === undefined) yield { type: "finished", result: spawnFailure(this.notFound()) };
      else yield* this.play(executable, request, signal);
    } catch (thrown) {
      yield { type: "finished", result: spawnFailure(messageOf(thrown)) };
    }
  }

  private async *play(executable: string, request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const { earlier, ...afresh } = request;
    if (request.transcript !== undefined) await keepTranscript(request.home, request.transcript);
    const converse = (asked: BackendRequest) => this.converse(executable, asked, signal);
    yield* earlier && this.options.resume === "progress" ? resuming(request, earlier, converse) : converse(afresh);
  }

  private async *converse(
    executable: string,
    request: BackendRequest,
    signal: AbortSignal,
  ): AsyncIterable<BackendEvent> {
    const heard = nothingHeard();
    const conversation = new Conversation(request.prompt);
    const spec = await processOf({ executable, options: this.options, host: this.host }, request, conversation);
    using notice = new Notice(request.wrapUp, (text) => conversation.remark(text));
    let awaited = 1;
    for await (const event of notice.among(this.host.processes.run(spec, signal))) {
      if (event.type === "wrap_up") {
        yield event;
        continue;
      }
      if (event.type === "exit")
        yield { type: "finished", result: await this.resultOf(heard, event, request, signal.aborted) };
      else if (event.stream === "stdout") yield* translateStream(event.text, heard);
      else if (event.text.trim() !== "") heard.complaint = withLine(heard.complaint, event.text);
      // After a line that was cut off we cannot know: without input the CLI ends by itself when its turn is over.
      if (heard.results.length < awaited && !heard.isCut) continue;
      const remark = signal.aborted || awaited > 1 ? undefined : request.judge?.message(lastWords(heard));
      if (remark !== undefined && conversation.remark(remark)) awaited = heard.results.length + 1;
      else conversation.end();
    }
  }

  /** A run that was killed has no result, but it has left a transcript. */
  private async resultOf(
    heard: ClaudeStream,
    exit: ProcessExit,
    request: BackendRequest,
    stopped: boolean,
  ): Promise<BackendResult> {
    const result = claudeVerdict(heard, exit, stopped);
    const used = await this.usageAfter(heard, request);
    // Its owner has the last word: what the CLI thinks a model costs it does not know.
    return { ...result, usage: { ...result.usage, ...used, ...(this.free && { micros: 0 }) } };
  }

  private async usageAfter(
    { results, started }: ClaudeStream,
    { home, earlier }: BackendRequest,
  ): Promise<Partial<Usage>> {
    if (results.length > 0) return usageOf(results, this.priceOf);
    const session = started?.session;
    return session === undefined ? {} : recoverUsage(home, { session, resumed: earlier?.session }, this.priceOf);
  }

  private readonly priceOf = (model: string) => (this.free ? FREE : this.host.prices?.of(model));

  private find(): Promise<string | undefined> {
    const { folder, environment } = this.host;
    return findExecutable({ named: this.options.executable, folder, path: environment.PATH ?? "" });
  }

  private notFound(): string {
    const { executable } = this.options;
    if (executable !== undefined) return `there is no program "${executable}": correct the backend's executable`;
    return "Claude Code is not installed: npm install --global @anthropic-ai/claude-code, or name it as the backend's executable";
  }

  private report(status: HealthReport["status"], detail: string): HealthReport {
    return { check: this.name, status, detail };
  }
}

/** Text of the last result; empty where the run failed. */
function lastWords({ results }: ClaudeStream): string {
  const last = results.at(-1);
  return last?.is_error === false ? (last.result ?? "") : "";
}

const FREE = { input: 0, output: 0 };
const AGAIN = "approve them again with midwatch trust";

const spawnFailure = (text: string): BackendResult => ({
  stopReason: "error",
  cause: "spawn",
  text,
  usage: NOTHING_USED,
});
