import { writeFile } from "node:fs/promises";
import type { Backend, BackendEvent, BackendRequest, Offered, OwnContext } from "../../core/contracts/backend.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import type { Price } from "../../core/contracts/prices.ts";
import type { ProcessExit, ProcessSpec } from "../../core/contracts/processes.ts";
import type { BackendResult, Cause } from "../../core/contracts/run-result.ts";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { messageOf } from "../../core/errors.ts";
import { findProgram } from "../find-program.ts";
import { NOTHING_USED } from "../nothing-used.ts";
import { chargedRows } from "./charged.ts";
import { argumentsFor, environmentFor, promptFile } from "./command-line.ts";
import { contextTrouble, scriptFiles, toldBy } from "./context.ts";
import { lessonsIn, whyOff } from "./lessons.ts";
import { type LoggedConversation, prepareLog, readLog, readOthers } from "./log.ts";
import { offeredBy } from "./offered.ts";
import { Options } from "./options.ts";
import { nativeRunIn, PROJECT_FILE, projectAt, projectIn } from "./project.ts";
import type { Row } from "./rows.ts";
import { signInFrom } from "./sign-in.ts";
import { wantsServers } from "./tools.ts";
import { type GptmeOutput, hearTotals, nothingHeard, translateRow } from "./translate.ts";
import { usageOf } from "./usage.ts";
import { gptmeVerdict } from "./verdict.ts";
import { versionOf } from "./version.ts";

/** gptme, non-interactive. */
export const gptme: Factory<Backend, Options> = {
  name: "gptme",
  options: Options,
  create: (options, host) => new Gptme(options, host),
};

const FREE = { input: 0, output: 0 };
const costsNothing = ({ input, output }: Price) => input === 0 && output === 0;
/** On a server of the owner's own: whatever its address is. */
const isLocal = (model: string) => model.startsWith("local/");

/** Output of a run that has ended, its exit, and its conversation. */
interface GptmeRun {
  readonly heard: GptmeOutput;
  readonly exit: ProcessExit;
  readonly log: LoggedConversation;
}

class Gptme implements Backend {
  readonly name = "gptme";
  readonly free: boolean;
  private readonly options: Options;
  private readonly host: Host;
  /** The agent's own file has the last word. */
  private readonly priceOf = (model: string) =>
    this.options.free
      ? FREE
      : (this.options.prices[model] ?? this.host.prices?.of(model) ?? (isLocal(model) ? FREE : undefined));

  constructor(options: Options, host: Host) {
    this.options = options;
    this.host = host;
    // A run that is stopped before its first answer tells of no model.
    const price = host.model === undefined ? undefined : this.priceOf(host.model);
    this.free = options.free || (price !== undefined && costsNothing(price));
  }

  async probe(signal: AbortSignal): Promise<HealthReport> {
    const executable = await this.find();
    if (executable === undefined) return this.report("fail", this.notFound());
    const version = await versionOf(executable, this.host, signal);
    if (!version.ok) return this.report("fail", `${executable}: ${version.reason}`);
    const signIn = this.signIn(this.host.model);
    if (!signIn.ok) return this.report("fail", signIn.reason);
    return this.report(
      "pass",
      `gptme ${version.version}, signed in with ${signIn.what}, which is in the agent's reach`,
    );
  }

  async offered(view: WorkspaceView): Promise<readonly Offered[] | undefined> {
    return offeredBy(view, { native: this.options.native, tools: this.host.tools });
  }

  async ownContext(view: WorkspaceView, clone?: string): Promise<OwnContext> {
    const project = await projectAt(view, this.options.native);
    const sections = project ? await toldBy(project, scriptFiles(view, clone), this.host.tools) : [];
    return { lessons: project !== undefined, sections };
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const model = request.model ?? "a model of gptme's choice";
    yield { type: "started", detail: `gptme, ${model}` };
    const off = request.lessons && whyOff(request.cwd, request.lessons);
    if (off !== undefined) yield { type: "message", text: `(${off})` };
    try {
      const executable = await this.find();
      const signIn = this.signIn(request.model);
      if (executable === undefined) yield { type: "finished", result: failedStart("spawn", this.notFound()) };
      else if (!signIn.ok) yield { type: "finished", result: failedStart("auth", signIn.reason) };
      else yield* this.converse(await this.spec(executable, request, signIn.env), request, signal);
    } catch (thrown) {
      yield { type: "finished", result: failedStart("spawn", messageOf(thrown)) };
    }
  }

  private async *converse(
    spec: ProcessSpec,
    request: BackendRequest,
    signal: AbortSignal,
  ): AsyncIterable<BackendEvent> {
    const heard = nothingHeard();
    for await (const event of this.host.processes.run(spec, signal)) {
      if (event.type === "line" && event.stream === "stderr") hearTotals(event.text, heard);
      if (event.type === "line") yield* translateRow(event.text, heard, this.priceOf);
      else yield* this.ended({ heard, exit: event, log: await readLog(request.home) }, request, signal.aborted);
    }
  }

  private async *ended(run: GptmeRun, request: BackendRequest, stopped: boolean): AsyncIterable<BackendEvent> {
    const trouble = contextTrouble(run.log.rows);
    if (trouble !== undefined) yield { type: "message", text: `(${trouble})` };
    yield { type: "finished", result: await this.resultOf(run, request, stopped) };
  }

  private async resultOf(
    { heard, exit, log }: GptmeRun,
    { home, cwd, judge }: BackendRequest,
    stopped: boolean,
  ): Promise<BackendResult> {
    const rows = log.rows.filter(({ hide }) => !hide);
    const judged = brokenStart(rows, exit, cwd) ?? gptmeVerdict(rows, { ...heard, judge }, exit);
    const logged = log.rows.filter(({ role }) => role === "assistant");
    // gptme writes the whole log anew for each message: a kill in the middle of that takes rows away.
    const own = logged.length < heard.answers.length ? { ...log, rows: heard.answers } : log;
    const charged = chargedRows({ own, others: await readOthers(home), totals: heard.totals });
    const usage = usageOf(charged, this.priceOf);
    const lessons = lessonsIn(log.rows, cwd);
    const used = { usage, ...(lessons.length > 0 && { lessons }) };
    if (!stopped || judged.stopReason === "end_turn") return { ...judged, ...used };
    return { stopReason: "cancelled", cause: "stopped", text: "stopped before it had ended", ...used };
  }

  private async spec(
    executable: string,
    request: BackendRequest,
    signIn: Readonly<Record<string, string>>,
  ): Promise<ProcessSpec> {
    const { cwd, home, deadline, lock, prompt, reach, tools } = request;
    const native = nativeRunIn(cwd, this.options.native);
    await prepareLog(home, cwd, native !== undefined && wantsServers(tools));
    await writeFile(promptFile(home), prompt, { mode: 0o600 });
    const { environment } = this.host;
    return {
      argv: [executable, ...argumentsFor(request, this.options, native)],
      cwd,
      env: environmentFor(request, this.options, { environment, signIn, native }),
      stdin: "",
      deadline,
      holding: [lock],
      reach,
    };
  }

  private find(): Promise<string | undefined> {
    const { folder, environment } = this.host;
    return findProgram(this.options.executable, { folder, path: environment.PATH ?? "" });
  }

  private signIn(model: string | undefined) {
    return signInFrom(this.host.credentials, model, this.options.baseUrl !== undefined);
  }

  private notFound(): string {
    return `there is no program "${this.options.executable}": install gptme, or correct the backend's executable`;
  }

  private report(status: HealthReport["status"], detail: string): HealthReport {
    return { check: this.name, status, detail };
  }
}

/** A run that never began, because gptme cannot read the settings of the workspace: it reads them, native or not. */
function brokenStart(
  rows: readonly Row[],
  { code }: ProcessExit,
  clone: string,
): Omit<BackendResult, "usage"> | undefined {
  const broken = code === 0 || rows.length > 0 ? undefined : projectIn(clone)?.broken;
  if (broken === undefined) return undefined;
  const text = `${PROJECT_FILE} cannot be read, and gptme does not start with it: ${broken}`;
  return { stopReason: "error", cause: "setup", text };
}

const failedStart = (cause: Cause, text: string): BackendResult => ({
  stopReason: "error",
  cause,
  text,
  usage: NOTHING_USED,
});
