import { parse } from "yaml";
import { parseJson } from "../../core/text/json.ts";

/** A call of a tool, as the model has written it. */
export interface Call {
  readonly name: string;
  readonly input: unknown;
  /** Reason for which the call cannot be understood, in words for the model. */
  readonly problem?: string;
}

/** The word after the fence of a block that is a call and nothing else. */
export const CALL_FENCE = "tool";

// No two neighbours in it can share a long text between them: a model that stammers would make that take hours.
const FENCED =
  /^[ \t]*(?<fence>`{3,}(?!`)|~{3,}(?!~))[ \t]*(?![ \t])(?<word>[\w-]*)(?![\w-])[^\n]*\n(?<body>[\s\S]*?)(?:^[ \t]*\k<fence>|$(?![\s\S]))/gm;
const TAGGED = /<(?<tag>tool_call|function_call|tool)>(?<body>[\s\S]*?)(?:<\/\k<tag>>|$)/g;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/g;
const UNREADABLE = "it is no JSON object with a name and arguments; escape quotes and line breaks in strings";

/**
 * The calls in a reply's text, in order: fenced blocks, and the tags and bare objects that models write instead. What is
 * marked as a call and is none comes with its problem; other blocks are calls only when they name a tool there is.
 */
export function readCalls(text: string, tools: readonly string[]): Call[] {
  const blocks = [...text.matchAll(FENCED), ...text.matchAll(TAGGED)].toSorted((a, b) => a.index - b.index);
  const calls = blocks.flatMap(({ groups = {} }) => {
    const { word, tag, body = "" } = groups;
    const isMarked = tag !== undefined || word === CALL_FENCE;
    const found = callsIn(body).filter(({ name }) => isMarked || tools.includes(name));
    return found.length > 0 || !isMarked ? found : [{ name: CALL_FENCE, input: body, problem: UNREADABLE }];
  });
  if (blocks.length > 0 || !/^\s*[[{]/.test(text)) return calls;
  return callsIn(text).filter(({ name }) => tools.includes(name));
}

/** Text beside the calls; empty when there is none. */
export const proseIn = (text: string): string =>
  /^\s*[[{]/.test(text) ? "" : text.replaceAll(FENCED, "").replaceAll(TAGGED, "").trim();

/** A call's arguments, whether they come as an object or as its text. */
export function argumentsOf(given: unknown): Pick<Call, "input" | "problem"> {
  if (typeof given !== "string") return { input: given ?? {} };
  const input = given.trim() === "" ? {} : tolerant(given);
  return isRecord(input) ? { input } : { input: given, problem: "its arguments are no JSON object" };
}

const callsIn = (body: string): Call[] => [tolerant(body)].flat().flatMap((value) => callOf(value) ?? []);

/** In the shapes that models know: name and arguments, or parameters, or all in one; the outer one may be "function". */
function callOf(value: unknown): Call | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.function)) return callOf(value.function);
  const { name, tool, function: called, ...rest } = value;
  const named = [name, tool, called].find((one) => typeof one === "string");
  if (named === undefined) return undefined;
  const { arguments: args, parameters, input, ...flat } = rest;
  return { name: named, ...argumentsOf(args ?? parameters ?? input ?? flat) };
}

/** JSON, with the line breaks in strings, single quotes and trailing commas that small models write. */
function tolerant(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const mended = text.trim().replaceAll(STRING, (string) => escaped(string));
  for (const read of [parseJson, asYaml])
    try {
      return read(mended) as unknown;
    } catch {
      // The next way of reading it.
    }
  return undefined;
}

const escaped = (string: string) => string.replaceAll("\r", "").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
/** Beyond that YAML's errors alone take long: what is so large has to be JSON. */
const LONGEST_YAML = 16 * 1024;

/** Never silent: a text that was cut off would be taken for what there is of it. */
function asYaml(text: string): unknown {
  if (text.length > LONGEST_YAML) throw new SyntaxError("it is too long to be mended");
  return parse(text, { maxAliasCount: 0, uniqueKeys: false, logLevel: "error" });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
