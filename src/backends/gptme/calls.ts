import { parseJson } from "../../core/text/json.ts";
import { EXECUTED } from "./tools.ts";

/** A call of one of gptme's tools. */
export interface Call {
  readonly name: string;
  readonly input: unknown;
}

/** A call, and the place in the message where it begins and ends. */
interface Placed extends Call {
  readonly from: number;
  readonly to: number;
}

const FENCE = /^```(?<tool>\w*)(?!\w)(?<args>[^\n]*)\n(?<code>[\s\S]*?)^```/gm;
/** A model that calls tools by its API: gptme writes the call into the message like this. */
const API_CALL = /^@(?<name>[\w.-]+)\([\w:.-]+\):\s*(?=\{)/gm;

/** Names under which guards know an edit. */
const EDITS: Readonly<Record<string, string>> = { patch_many: "patch", hashline_edit: "edit" };

/** The calls in a message, in their order: fences with the name of a tool, and calls by the API of a model. */
export function callsIn(message: string): readonly Call[] {
  const fences = [...message.matchAll(FENCE)].map((match) => fenceCall(match, match.index + match[0].length));
  const calls = apiCallsIn(message).filter(({ from }) => !fences.some((fence) => fence.from < from && from < fence.to));
  const all = [...fences.filter(({ name }) => EXECUTED.has(name)), ...calls];
  return all.toSorted((a, b) => a.from - b.from).map(({ name, input }) => ({ name: EDITS[name] ?? name, input }));
}

/** A message without the calls that it ends the session with; what such a call sums up stays. */
export function withoutCompletion(text: string): string {
  const ends = apiCallsIn(text).filter(({ name }) => name === "complete");
  const kept = ends.reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
  return kept.replace(/^```complete[^\n]*\n(?<summary>[\s\S]*?)^```/gm, "$1").trim();
}

function fenceCall({ index, groups: { tool = "", args = "", code = "" } = {} }: RegExpExecArray, to: number): Placed {
  return { name: tool, input: { args: args.trim(), code }, from: index, to };
}

/** Each is looked for after the one before; behind one that has no end, everything is in it. */
function apiCallsIn(message: string): readonly Placed[] {
  const found: Placed[] = [];
  const pattern = new RegExp(API_CALL);
  for (let match = pattern.exec(message); match; match = pattern.exec(message)) {
    const start = match.index + match[0].length;
    const to = endOfObject(message, start);
    if (to === undefined) return found;
    const input = parsed(message.slice(start, to));
    if (input !== undefined) found.push({ name: match.groups?.name ?? "", input, from: match.index, to });
    pattern.lastIndex = to;
  }
  return found;
}

const STRING_OR_BRACE = /"(?:[^"\\]|\\[\s\S])*"|[{}]/g;

/** End of the JSON object that begins there; undefined where it has none. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(STRING_OR_BRACE)) {
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
