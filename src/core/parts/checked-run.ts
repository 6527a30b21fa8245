import { z } from "zod";
import type { BackendEvent } from "../contracts/backend.ts";
import type { BackendResult } from "../contracts/run-result.ts";
import { messageOf } from "../errors.ts";
import { withoutInjected } from "../text/injected.ts";

const usageCount = z.number().nonnegative();
const counts = { inputTokens: usageCount, outputTokens: usageCount, micros: usageCount.optional() };
const models = z.array(z.looseObject({ model: z.string(), ...counts })).optional();
const usage = z.looseObject({ ...counts, models });
const result = z.looseObject({
  stopReason: z.enum(["end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled", "error"]),
  text: z.string(),
  usage,
  stated: z.looseObject({ item: z.string(), reason: z.string() }).optional(),
  lessons: z.array(z.string()).optional(),
});
const Event = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("started"), detail: z.string().optional() }),
  z.looseObject({ type: z.literal("message"), text: z.string() }),
  z.looseObject({ type: z.literal("tool_call"), id: z.string(), name: z.string() }),
  z.looseObject({ type: z.literal("tool_result"), id: z.string(), ok: z.boolean() }),
  z.looseObject({ type: z.literal("usage"), usage }),
  z.looseObject({ type: z.literal("wrap_up"), told: z.boolean(), text: z.string() }),
  z.looseObject({ type: z.literal("finished"), result }),
]);

const RIGHT = 'it must end with exactly one { type: "finished", result: { stopReason, text, usage } }';

/**
 * A run that ends as every run must, whatever its backend yields: an event that is none is told and left out. A backend
 * that throws, or ends without a result, has failed, and the failure names it.
 */
export async function* checkedRun(start: () => unknown, who: string): AsyncIterable<BackendEvent> {
  try {
    const run = start();
    if (!isStream(run)) return yield noStream(run, who);
    for await (const event of run) {
      const { error } = Event.safeParse(event);
      if (!error) yield* own(event);
      else if (isFinished(event)) return yield broken(`${who} has a result that is none: ${issueOf(error)}; ${RIGHT}`);
      else yield { type: "message", text: `(${who} yielded what is no event, which is left out: ${issueOf(error)})` };
      if (!error && event.type === "finished") return;
    }
    yield broken(`${who} ended without a result: ${RIGHT}`);
  } catch (thrown) {
    yield broken(`${who} threw, which no backend may: ${messageOf(thrown)}; ${RIGHT}`);
  }
}

const isStream = (run: unknown): run is AsyncIterable<BackendEvent> =>
  typeof (run as AsyncIterable<BackendEvent> | null | undefined)?.[Symbol.asyncIterator] === "function";

function noStream(run: unknown, who: string): BackendEvent {
  // A promise that nobody wants must not end the process.
  if (run instanceof Promise) run.catch(() => {});
  const what = run instanceof Promise ? "a promise" : `${run === null ? "null" : typeof run}`;
  return broken(`the run of ${who} is ${what}; right would be a stream of events: async *run(request, signal)`);
}

/**
 * The event without words that the backend injected: they are not the agent's. A message of nothing else is left out.
 */
function own(event: BackendEvent): readonly BackendEvent[] {
  if (event.type === "finished") return [{ ...event, result: { ...event.result, ...ownWords(event.result) } }];
  if (event.type !== "message") return [event];
  const text = withoutInjected(event.text);
  return text === "" && event.text !== "" ? [] : [{ ...event, text }];
}

/** A failure whose every word is injected still says something. */
function ownWords({ text, stopReason, stated }: BackendResult): Pick<BackendResult, "text" | "stated"> {
  const words = withoutInjected(text);
  const said = words === "" && stopReason === "error" ? text : words;
  return { text: said, ...(stated && { stated: { ...stated, reason: withoutInjected(stated.reason) } }) };
}

const isFinished = (event: unknown): boolean =>
  typeof event === "object" && event !== null && (event as { readonly type?: unknown }).type === "finished";

const issueOf = ({ issues: [issue] }: z.ZodError): string =>
  `${issue?.message ?? "it cannot be read"}${issue && issue.path.length > 0 ? ` at ${issue.path.join(".")}` : ""}`;

function broken(text: string): BackendEvent {
  const failed: BackendResult = {
    stopReason: "error",
    cause: "unparsable",
    text,
    usage: { inputTokens: 0, outputTokens: 0 },
  };
  return { type: "finished", result: failed };
}
