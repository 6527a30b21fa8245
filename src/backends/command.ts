import { writeFileSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import { z } from "zod";
import type { Backend, BackendEvent, BackendRequest } from "../core/contracts/backend.ts";
import type { HealthReport } from "../core/contracts/health-report.ts";
import type { Factory } from "../core/contracts/plugin.ts";
import type { ProcessEvent, ProcessExit, Processes } from "../core/contracts/processes.ts";
import type { BackendResult, Cause } from "../core/contracts/run-result.ts";
import { messageOf } from "../core/errors.ts";
import { argvOf } from "../core/text/argv.ts";
import { complaintIn, tellingLine, withLine } from "../core/text/complaint.ts";
import { type Said, translateOutput } from "./command-lines.ts";
import { NOTHING_USED } from "./nothing-used.ts";
import { Notice } from "./notice.ts";
import { NO_REACH, showing } from "./own-program.ts";

const Options = z.strictObject({
  run: z
    .array(z.string())
    .min(1, "name the program to run, e.g. [node, ./trader.mjs]")
    .describe('The program and its arguments, never through a shell; "./x" is relative to the agent\'s file')
    .meta({ example: ["node", "./trader.mjs"] }),
  paid: z.boolean().default(false).describe("Whether a run costs money: then some is reserved for each"),
});
type Options = z.infer<typeof Options>;

/** Exit code that sysexits.h calls EX_TEMPFAIL: not now, and no one is at fault. */
const RETRY_LATER = 75;
const PROBE_MS = 5_000;

/** Any program: the prompt on stdin, JSON lines and plain lines on stdout. */
export const command: Factory<Backend, Options> = {
  name: "command",
  options: Options,
  create: ({ run, paid }, { processes, folder, environment }) =>
    new Command(argvOf(run, folder), { processes, environment, free: !paid }),
};

interface Given {
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string>>;
  readonly free: boolean;
}

/** Programs that read their program from a file: that one is there says nothing of the file. */
const INTERPRETER = /^(?:(?:ba|da|k|z)?sh|node|bun|deno|tsx|python[\d.]*|ruby|perl|php|uv)$/;
const NO_SCRIPT = 66;
const LOOK = `command -v -- "$1" && { test -r "$2" || exit ${NO_SCRIPT}; }`;

/** The file that an interpreter is to run, where it is named by its place. */
function scriptOf([program, first]: readonly [string, ...string[]]): string | undefined {
  const isScript = INTERPRETER.test(basename(program)) && first !== undefined && isAbsolute(first);
  return isScript ? first : undefined;
}

class Command implements Backend {
  readonly name = "command";
  readonly free: boolean;
  readonly runsOwnersProgram = true;
  private readonly argv: readonly [string, ...string[]];
  private readonly processes: Processes;
  private readonly environment: Readonly<Record<string, string>>;

  constructor(argv: readonly [string, ...string[]], { processes, environment, free }: Given) {
    this.free = free;
    this.argv = argv;
    this.processes = processes;
    this.environment = environment;
  }

  async probe(signal: AbortSignal): Promise<HealthReport> {
    const script = scriptOf(this.argv);
    const which = ["sh", "-c", LOOK, "sh", this.argv[0], script ?? "/"] as const;
    const reach = showing(this.argv, NO_REACH);
    const spec = { argv: which, cwd: "/", env: this.environment, stdin: "", deadline: PROBE_MS, holding: [], reach };
    for await (const event of this.processes.run(spec, signal)) {
      if (event.type !== "exit") continue;
      if (event.code === 0) return { check: this.name, status: "pass", detail: this.argv.join(" ") };
      if (event.code === NO_SCRIPT) return { check: this.name, status: "fail", detail: `there is no file "${script}"` };
    }
    return { check: this.name, status: "fail", detail: `there is no program "${this.argv[0]}"` };
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const said: CommandOutput = { text: "", usage: NOTHING_USED, lines: "", complaints: "" };
    yield { type: "started", detail: this.argv.join(" ") };
    try {
      const file = wrapUpFile(request);
      // Not through a link, and not over a file, that the program has put there.
      using notice = new Notice(request.wrapUp, (text) => written(file, `${text}\n`));
      for await (const event of notice.among(this.processes.run(this.spec(request), signal))) {
        if (event.type === "wrap_up") yield event;
        else if (event.type === "exit") yield { type: "finished", result: resultOf(event, said, signal) };
        else yield* hear(event, said);
      }
    } catch (thrown) {
      yield { type: "finished", result: failedCommand(said, "spawn", messageOf(thrown)) };
    }
  }

  private spec(request: BackendRequest) {
    const { cwd, home, files, prompt, deadline, lock, reach } = request;
    const input = { MIDWATCH_BRIEF: files.brief, MIDWATCH_ITEM: files.item, MIDWATCH_SESSION: files.session };
    const told = { ...input, MIDWATCH_WRAP_UP: wrapUpFile(request) };
    const env = { ...this.environment, HOME: home, TMPDIR: `${home}/tmp`, TERM: "dumb", ...told };
    return { argv: this.argv, cwd, env, stdin: prompt, deadline, holding: [lock], reach: showing(this.argv, reach) };
  }
}

/** Is there when the program's time is nearly up. */
const wrapUpFile = ({ home }: BackendRequest) => `${home}/wrap-up`;

/** Told of in the same turn as it is written: the program's answer to it cannot come first. */
function written(file: string, text: string): boolean {
  writeFileSync(file, text, { flag: "wx" });
  return true;
}

/** Output of a command, with the end of its lines, and of those on stderr, where it says what is wrong. */
interface CommandOutput extends Said {
  lines: string;
  complaints: string;
}

function hear({ text, stream }: Extract<ProcessEvent, { type: "line" }>, said: CommandOutput): BackendEvent[] {
  said.lines = withLine(said.lines, text);
  if (stream === "stderr") said.complaints = withLine(said.complaints, text);
  return translateOutput({ text }, said);
}

function resultOf(exit: ProcessExit, said: CommandOutput, signal: AbortSignal): BackendResult {
  const { usage, stated, result, notes } = said;
  const text = result === undefined ? said.text : [result, notes].filter(Boolean).join("\n\n");
  if (signal.aborted) return { stopReason: "cancelled", cause: "stopped", text: "stopped before it had ended", usage };
  if (exit.error) return failedCommand(said, "spawn", exit.error);
  if (exit.signal) return failedCommand(said, "signal", `it was killed with ${exit.signal}`);
  if (exit.code === RETRY_LATER)
    return failedCommand(said, "retry_later", said.text || "it asked to be run again later");
  if (exit.code !== 0) return failedCommand(said, "exit_code", `it exited with ${exit.code}`);
  return { stopReason: "end_turn", text, usage, ...(stated && { stated }) };
}

function failedCommand(said: CommandOutput, cause: Cause, what: string): BackendResult {
  const why = whyOf(said);
  const text = why !== "" && !what.includes(why) ? `${what}: ${why}` : what;
  return { stopReason: "error", cause, text, usage: said.usage };
}

/** Complaint on stderr, else one anywhere; else the last words. */
const whyOf = ({ complaints, lines, text }: CommandOutput): string =>
  complaintIn(complaints) ?? complaintIn(lines) ?? tellingLine(text);
