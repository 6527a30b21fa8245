import { z } from "zod";
import { MidwatchError } from "../../core/errors.ts";
import { parseJson } from "../../core/text/json.ts";

/** Options of every part that is a program. */
export const commandOptions = {
  run: z
    .array(z.string())
    .min(1, "name the program to run, e.g. [gptodo, ready, --json]")
    .describe("The program and its arguments, never through a shell")
    .meta({ example: ["./ask.sh"] }),
  seconds: z.number().positive().max(600).default(30).describe("Seconds it may take"),
};

/** A program's answer as values: one JSON document (a list, or an object with one) or JSON lines. */
export function valuesIn(answer: string): unknown[] {
  const text = answer.trim();
  if (text === "") return [];
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole.value) ? (whole.value as unknown[]) : listIn(whole.value);
  const values = text.split("\n").flatMap((line) => {
    const found = parsed(line);
    return found ? [found.value] : [];
  });
  // A complaint with exit 0 is not the same as nothing to do.
  if (values.length === 0) throw new MidwatchError(`it answered no JSON: ${text.split("\n")[0]?.slice(0, 200)}`);
  return values;
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}

/** `{"ready_tasks": […], "count": 2}` is a list, too. */
function listIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const list = Object.values(value).find((entry): entry is unknown[] => Array.isArray(entry));
  return list ?? [value];
}
