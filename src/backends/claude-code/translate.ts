import type { BackendEvent } from "../../core/contracts/backend.ts";
import type { SubscriptionWindow } from "../../core/contracts/run-result.ts";
import { withLine } from "../../core/text/complaint.ts";
import { withoutInjected } from "../../core/text/injected.ts";
import { type Part, parseLine, type Result, type StreamLine } from "./lines.ts";
import { usageOf } from "./usage.ts";

/** Output of a run of the CLI so far, as far as its end is judged by it. */
export interface ClaudeStream {
  /** The CLI's version and model, once it has named them. */
  started?: { readonly version: string; readonly model: string; readonly session?: string };
  readonly results: Result[];
  /** The kind of the last failed request, in the CLI's words. */
  error?: string;
  /** Epoch milliseconds at which the limit that was reached ends. */
  retryAt?: number;
  window?: SubscriptionWindow;
  /** A line was longer than we read: it may have been the result. */
  isCut?: boolean;
  /** The end of what it said that was not meant for a program. */
  complaint?: string;
}

export const nothingHeard = (): ClaudeStream => ({ results: [] });

/** One line of stream-json as our events. A line we do not know is no event: the CLI adds new kinds often. */
export function translateStream(text: string, heard: ClaudeStream): BackendEvent[] {
  const lines = parseLine(text);
  if (!lines && text.startsWith("{")) heard.isCut = true;
  else if (!lines && text.trim() !== "") heard.complaint = withLine(heard.complaint, text);
  return (lines ?? []).flatMap((line) => hear(line, heard));
}

function hear(line: StreamLine, heard: ClaudeStream): BackendEvent[] {
  switch (line.type) {
    case "system":
      return line.subtype === "init" ? begin(line, heard) : [];
    case "assistant":
      if (line.error !== undefined) heard.error = line.error;
      return line.message.content.flatMap((part) => translatePart(part, line.parent_tool_use_id === undefined));
    case "user":
      return line.message.content.flatMap((part) => translatePart(part, false));
    case "rate_limit_event":
      return limit(line, heard);
    case "result":
      heard.results.push(line);
      return [{ type: "usage", usage: usageOf(heard.results) }];
  }
}

/** It comes again with each turn of a conversation. */
function begin(line: Extract<StreamLine, { type: "system" }>, heard: ClaudeStream): BackendEvent[] {
  if (heard.started) return [];
  const { claude_code_version: version = "of an unknown version", model = "a model it does not name" } = line;
  heard.started = { version, model, ...(line.session_id !== undefined && { session: line.session_id }) };
  return [{ type: "started", detail: `Claude Code ${version}, ${model}${missing(line)}` }];
}

/** The CLI goes on without a server that does not answer, and says so only here. */
function missing({ mcp_servers: servers = [] }: Extract<StreamLine, { type: "system" }>): string {
  const failed = servers.filter(({ status }) => status !== "connected");
  return failed.map(({ name, status }) => `, without MCP server ${name} (${status})`).join("");
}

type Limit = Extract<StreamLine, { type: "rate_limit_event" }>;
type Window = NonNullable<Limit["rate_limit_info"]["unifiedWindows"]>[string];

function limit(line: Limit, heard: ClaudeStream): BackendEvent[] {
  const { status, resetsAt, unifiedWindows = {} } = line.rate_limit_info;
  const window = fullest(Object.values(unifiedWindows));
  if (window) heard.window = window;
  if (status === "rejected" && resetsAt !== undefined) heard.retryAt = resetsAt * 1000;
  return [];
}

/** A subscription has several windows, of hours and of days: the one that is nearest to its end is the one that counts. */
function fullest(windows: readonly Window[]): SubscriptionWindow | undefined {
  const known = windows.flatMap(({ utilization: used, resetsAt }) =>
    used === undefined || resetsAt === undefined ? [] : [{ used, until: resetsAt * 1000 }],
  );
  return known.toSorted((a, b) => b.used - a.used)[0];
}

const optionalOutput = (output: string | undefined) => (output === undefined ? {} : { output });

const messageOf = (text: string): BackendEvent[] => (text === "" ? [] : [{ type: "message", text }]);

/** Events of one part. A subagent's text is meant for the agent, not for us; its calls and their results are for us. */
function translatePart(part: Part, isAgent: boolean): BackendEvent[] {
  switch (part.type) {
    case "text":
      return isAgent ? messageOf(withoutInjected(part.text)) : [];
    case "tool_use":
      return [{ type: "tool_call", id: part.id, name: part.name, input: part.input }];
    case "tool_result":
      return [{ type: "tool_result", id: part.tool_use_id, ok: !part.is_error, ...optionalOutput(part.content) }];
    case "other":
      return [];
  }
}
