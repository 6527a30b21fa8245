import { resolve } from "node:path";
import { PassThrough } from "node:stream";
import type { Backend, BackendEvent, BackendRequest } from "../../core/contracts/backend.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import type { ProcessExit, ProcessSpec } from "../../core/contracts/processes.ts";
import type { BackendResult } from "../../core/contracts/run-result.ts";
import { messageOf } from "../../core/errors.ts";
import { withLine } from "../../core/text/complaint.ts";
import { findProgram } from "../find-program.ts";
import { showing } from "../own-program.ts";
import { Options } from "./options.ts";
import { AcpTurns } from "./translate.ts";
import type { Ending } from "./verdict.ts";
import { Wire } from "./wire.ts";

/** Any agent that speaks the Agent Client Protocol on its standard streams. */
export const acp: Factory<Backend, Options> = {
  name: "acp",
  options: Options,
  create: (options, host) => new Acp(options, host),
};

class Acp implements Backend {
  readonly name = "acp";
  readonly free: boolean;
  private readonly options: Options;
  private readonly host: Host;

  constructor(options: Options, host: Host) {
    this.free = options.free;
    this.options = options;
    this.host = host;
  }

  async probe(): Promise<HealthReport> {
    const [program = ""] = this.options.run;
    const missing = this.options.credentials.filter((name) => !this.host.credentials[name]);
    if (missing.length > 0)
      return this.report("fail", `no sign-in: write ${missing.join(", ")} in the fleet's .midwatch/credentials`);
    const { folder, environment } = this.host;
    const found = await findProgram(program, { folder, path: environment.PATH ?? "" });
    if (found === undefined) return this.report("fail", `there is no program "${program}": correct the backend's run`);
    return this.report("pass", this.options.run.join(" "));
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const channel = new PassThrough({ objectMode: true });
    const tell = (events: readonly BackendEvent[]) => {
      for (const event of events) channel.write(event);
    };
    const result = this.converse(request, { tell, drained: () => drained(channel) }, signal).catch((thrown: unknown) =>
      unusable(messageOf(thrown)),
    );
    void result.then(() => channel.end());
    yield* channel as AsyncIterable<BackendEvent>;
    yield { type: "finished", result: await result };
  }

  private async converse(
    request: BackendRequest,
    { tell, drained: listened }: Listener,
    signal: AbortSignal,
  ): Promise<BackendResult> {
    // The protocol's own package has a thousand schemas, which nobody waits for who runs no such agent.
    const [{ Conversation }, { acpVerdict, usageOf }] = await Promise.all([
      import("./conversation.ts"),
      import("./verdict.ts"),
    ]);
    const [wire, heard, over] = [new Wire(), new AcpTurns(), new AbortController()];
    const late = AbortSignal.timeout(this.options.answer * 1000);
    const conversation = new Conversation(request, { heard, tell, late });
    const held = conversation.hold(wire).then(
      (answer): Ending => ({ answer }),
      (thrown: unknown): Ending => ({ thrown }),
    );
    // An agent ends when nobody talks to it any more; one that does not is made to.
    void held.then(() => {
      wire.hangUp();
      over.abort();
    });
    const spec = { ...this.spec(request), stdin: wire.lines, stop: () => conversation.cancel() };
    const { exit, complaint } = await this.listen(spec, { wire, listened }, AbortSignal.any([signal, over.signal]));
    const ending = await held;
    tell(heard.flush());
    const judged = acpVerdict(ending, heard, exit, complaint);
    const usage = usageOf(ending, heard);
    if (!signal.aborted || judged.stopReason === "end_turn") return { ...judged, usage };
    return { stopReason: "cancelled", cause: "stopped", text: "stopped before it had ended", usage };
  }

  private async listen(
    spec: ProcessSpec,
    { wire, listened }: { readonly wire: Wire; readonly listened: () => Promise<void> },
    signal: AbortSignal,
  ) {
    let exit: ProcessExit = {};
    let complaint = "";
    for await (const event of this.host.processes.run(spec, signal)) {
      if (event.type === "exit") exit = event;
      else if (event.stream === "stdout" && wire.hear(event.text)) await Promise.all([wire.room(), listened()]);
      else if (event.text.trim() !== "") complaint = withLine(complaint, event.text);
    }
    await wire.close();
    return { exit, complaint };
  }

  private spec({ cwd, home, deadline, lock, reach }: BackendRequest): Omit<ProcessSpec, "stdin"> {
    const { folder, environment, credentials } = this.host;
    const [program = "", ...args] = this.options.run.map((part) =>
      /^\.\.?\//.test(part) ? resolve(folder, part) : part,
    );
    const secrets = this.options.credentials.map((name) => [name, credentials[name] ?? ""]);
    const own = { HOME: home, TMPDIR: `${home}/tmp`, TERM: "dumb", ...Object.fromEntries(secrets) };
    const env = { ...environment, ...own };
    return { argv: [program, ...args], cwd, env, deadline, holding: [lock], reach: showing([program, ...args], reach) };
  }

  private report(status: HealthReport["status"], detail: string): HealthReport {
    return { check: this.name, status, detail };
  }
}

interface Listener {
  readonly tell: (events: readonly BackendEvent[]) => void;
  /** Resolves when all that was told has been listened to. */
  readonly drained: () => Promise<void>;
}

/** A channel that is closed has no reader, nor ever will. */
function drained(channel: PassThrough): Promise<void> {
  if (!channel.writableNeedDrain || channel.destroyed) return Promise.resolve();
  return new Promise((done) => {
    const go = () => {
      channel.off("drain", go).off("close", go);
      done();
    };
    channel.on("drain", go).on("close", go);
  });
}

const unusable = (text: string): BackendResult => ({
  stopReason: "error",
  cause: "spawn",
  text,
  usage: { inputTokens: 0, outputTokens: 0 },
});
