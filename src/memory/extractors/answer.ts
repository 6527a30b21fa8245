import { type Extraction, MEMORY_KINDS } from "../../core/contracts/memory.ts";
import { MidwatchError } from "../../core/errors.ts";
import { parseJson } from "../../core/text/json.ts";
import { fadingIn, noticedIn } from "./notes.ts";

/** Answer of a program or a model: `{"observations": […], "beliefs": […], "threads": […], "fades": […]}`. */
export function extractionIn(answer: string, who: string): Extraction {
  const value = jsonIn(answer);
  if (value === undefined) throw new MidwatchError(`${who} answered no JSON object: ${answer.trim().slice(0, 120)}`);
  const noticed = MEMORY_KINDS.flatMap((kind) => {
    const key = kind === "summary" ? "summaries" : `${kind}s`;
    return [value[key] ?? []].flat().flatMap((each) => noticedIn(each, kind));
  });
  return { noticed, faded: [value.fades ?? []].flat().flatMap(fadingIn) };
}

/** The object in it, whatever words or fences a model puts around it. */
function jsonIn(answer: string): Readonly<Record<string, unknown>> | undefined {
  const [from, to] = [answer.indexOf("{"), answer.lastIndexOf("}")];
  try {
    const value = parseJson(answer.slice(from, to + 1));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
