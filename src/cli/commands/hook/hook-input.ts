import { parseJson } from "../../../core/text/json.ts";

const MAX_INPUT_CHARS = 16 * 1024 * 1024;
/** Time after which an input that is left open says nothing. */
const INPUT_MS = 2_000;

/** Words of the program that calls a hook, on standard input; an empty object where it is nothing, or no JSON. */
export async function hookInput(): Promise<unknown> {
  if (process.stdin.isTTY) return {};
  const signal = AbortSignal.timeout(INPUT_MS);
  signal.addEventListener("abort", () => process.stdin.destroy(), { once: true });
  let text = "";
  try {
    for await (const chunk of process.stdin.setEncoding("utf8")) {
      text += String(chunk);
      if (text.length > MAX_INPUT_CHARS) break;
    }
    return parseJson(text);
  } catch {
    return {};
  }
}
