import { plainText, shortened } from "../text/plain-text.ts";
import { notesIn } from "./notes.ts";

const MAX_ASSUMPTIONS = 5;
const MAX_ASSUMPTION_CHARS = 300;

/** Assumptions that a run states in its notes block, read tolerantly: a text or a list of texts; at most five. */
export function readAssumed(text: string): readonly string[] {
  const { assumed, assumptions } = notesIn(text) ?? {};
  const said: unknown[] = [assumed ?? assumptions ?? []].flat();
  return said
    .filter((one) => typeof one === "string")
    .map((one) => shortened(plainText(one).replaceAll(/\s+/g, " ").trim(), MAX_ASSUMPTION_CHARS))
    .filter((one) => one !== "" && !/^(?:none|nothing|n\/a|-+)\.?$/i.test(one))
    .slice(0, MAX_ASSUMPTIONS);
}
