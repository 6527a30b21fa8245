import type { BackendEvent } from "../../core/contracts/backend.ts";
import { withLine } from "../../core/text/complaint.ts";
import { withoutInjected } from "../../core/text/injected.ts";
import { callsIn } from "./calls.ts";
import { CONVERSATION } from "./log.ts";
import { parseRow, parseTotals, type Row, type Totals } from "./rows.ts";
import { type PriceOf, usageOf } from "./usage.ts";

/** Output of a run so far. */
export interface GptmeOutput {
  /** Messages of the agent, with their cost; the text of older messages is not kept. */
  readonly answers: Row[];
  /** Calls that were made, by id, and not answered yet. */
  readonly open: string[];
  calls: number;
  /** Words with which gptme ended the session by itself. */
  closed?: string;
  /** Tokens of all its requests, which it says at its end. */
  totals?: Totals;
  /** The end of what it said that was no message. */
  complaint?: string;
}

export const nothingHeard = (): GptmeOutput => ({ answers: [], open: [], calls: 0 });

/** Words of gptme on its way out, with exit code 0, when it was not the agent that ended the session. */
const CLOSED = /WARNING\s+(?<why>(?:Verification failed \d+ time|Stuck loop not broken|Autonomous mode: No tools).*)/;
const FAILED = /^Error\b|\bReturn code: [1-9]/im;

/** Takes from a line of standard error what gptme says there of its requests. */
export function hearTotals(text: string, heard: GptmeOutput): void {
  const totals = parseTotals(text);
  if (totals?.session_id.endsWith(`/${CONVERSATION}`)) heard.totals = totals;
}

/** One line of standard output as our events: a message in JSON, or whatever gptme and its tools print there. */
export function translateRow(text: string, heard: GptmeOutput, priceOf: PriceOf): BackendEvent[] {
  const row = parseRow(text);
  if (!row) return note(text, heard);
  if (row.role === "assistant") return answer(row, heard, priceOf);
  const id = row.role === "system" ? heard.open.shift() : undefined;
  return id === undefined ? [] : [{ type: "tool_result", id, ok: !FAILED.test(row.content), output: row.content }];
}

function note(text: string, heard: GptmeOutput): BackendEvent[] {
  const closed = CLOSED.exec(text)?.groups?.why;
  if (closed !== undefined) heard.closed = closed.trim();
  const said = text.replace(/^·\s*/, "").trimEnd();
  if (said !== "" && !said.trimStart().startsWith("{")) heard.complaint = withLine(heard.complaint, said);
  return [];
}

/** gptme tells a message when the tools in it have been executed. */
function answer(row: Row, heard: GptmeOutput, priceOf: PriceOf): BackendEvent[] {
  heard.answers.push({ ...row, content: "" });
  const unanswered = heard.open.splice(0).map((id) => ({ type: "tool_result", id, ok: true }) as const);
  const calls = callsIn(row.content).map((call) => {
    heard.calls += 1;
    return { type: "tool_call", id: String(heard.calls), ...call } as const;
  });
  heard.open.push(...calls.map(({ id }) => id));
  const said = withoutInjected(row.content);
  const words: BackendEvent[] = said.trim() === "" ? [] : [{ type: "message", text: said }];
  return [...unanswered, ...words, ...calls, { type: "usage", usage: usageOf(heard.answers, priceOf) }];
}
