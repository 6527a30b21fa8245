import { parseJson } from "../../core/text/json.ts";

/** A conversation that a person had with an agent, as far as a memory is made of it. */
export interface Transcript {
  readonly program: "claude-code" | "gptme";
  readonly session: string;
  /** First message of the person. */
  readonly asked: string;
  /** All that the agent said, in order. */
  readonly said: readonly string[];
  /** Epoch milliseconds of the last message; undefined when none says. */
  readonly at?: number;
  /** Reason for which words of strangers could be in it. */
  readonly outside?: string;
}

/** A line of a file, where it is a JSON object; a file that is being written ends in the middle of one. */
export function objectsIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value = parseJson(line);
      return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
}

/** Times are written with a zone or without one, in one file. */
export function timeOf(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
