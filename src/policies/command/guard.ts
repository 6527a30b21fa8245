import { PassThrough } from "node:stream";
import { z } from "zod";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { messageOf } from "../../core/errors.ts";
import { argvOf } from "../../core/text/argv.ts";
import { parseJson } from "../../core/text/json.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { commandOptions } from "./options.ts";

const Options = z.strictObject({ run: commandOptions.run });
const GuardAnswer = z.object({ ok: z.literal(false), reason: z.string().min(1) });

/** Bytes that may wait for a program that does not listen; beyond that it is told nothing more. */
const MOST_WAITING = 1024 * 1024;
/** A run ends long before: this is only for a program that outlives it. */
const MAX_GUARD_MS = 24 * 60 * 60_000;

/** A program that watches a run: `{at, event}` lines on stdin, `{"ok": false, "reason": "…"}` on stdout to stop it. */
export const commandGuard: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ run }, host) => ({
    cause: "guard",
    guard(_began, over) {
      const told = new PassThrough({ encoding: "utf8" });
      over.addEventListener("abort", () => told.end(), { once: true });
      const watch = { verdict: allow };
      listen(watch, { run, told, over }, host).catch((thrown: unknown) => {
        watch.verdict = refuse(`its guard ${run.join(" ")} could not be run: ${messageOf(thrown)}`);
      });
      return (event, at) => {
        if (told.writable && told.writableLength < MOST_WAITING) told.write(`${JSON.stringify({ at, event })}\n`);
        return watch.verdict;
      };
    },
  }),
};

interface Watching {
  readonly run: readonly string[];
  readonly told: PassThrough;
  readonly over: AbortSignal;
}

/** A guard that is gone guards nothing: the run must not go on as if it did. */
async function listen(watch: { verdict: Verdict }, { run, told, over }: Watching, host: Host): Promise<void> {
  const { processes, environment, folder } = host;
  const stdin = told as AsyncIterable<string>;
  const spec = { argv: argvOf(run, folder), cwd: folder, env: environment, stdin, deadline: MAX_GUARD_MS, holding: [] };
  for await (const event of processes.run(spec, over)) {
    if (event.type === "line") watch.verdict = verdictIn(event.text) ?? watch.verdict;
    else if (!over.aborted && watch.verdict.ok)
      watch.verdict = refuse(`its guard ${run.join(" ")} ended with ${event.code ?? event.signal ?? event.error}`);
  }
}

function verdictIn(line: string): Verdict | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return GuardAnswer.safeParse(parseJson(line)).data;
  } catch {
    return undefined;
  }
}
