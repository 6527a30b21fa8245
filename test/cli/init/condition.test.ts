import { describe, expect, it } from "vitest";
import { answerAt } from "../../../src/cli/commands/init/condition.ts";

/** A Monday; 10:30 in UTC, 05:30 in New York. */
const AT = Date.parse("2026-11-23T10:30:00Z");

describe("a condition of a script", () => {
  it.each([
    ['[[ "$(date -u +%u)" == "1" && "$(date -u +%H)" == "10" ]]', true],
    ['[ "$(date +%u)" = 2 ]', false],
    ['[[ ! "$(date +%a)" == Mon ]]', false],
    ["[[ 10#$(TZ=America/New_York date +%H%M) -ge 930 ]]", false],
    ['[[ "$(date +%H)" -ge 9 ]] && [[ "$(date +%H)" -lt 17 ]]', true],
    ['[[ ( "$(date +%u)" == 2 || "$(date +%d)" == 23 ) && "$(date +%F)" == 2026-11-23 ]]', true],
    ['[[ "$(runs x)" == 0 || "$(date +%u)" == 1 ]]', true],
    ['[[ "$(runs x)" == 0 && "$(date +%u)" == 2 ]]', false],
    // What only the run would know.
    ['[[ "$(runs x)" == 0 ]]', undefined],
    ["[ -f PAUSE ]", undefined],
    ['[[ "$(date +%H)" == 1* ]]', undefined],
    ['[[ "$(date +%s)" == 1 ]]', undefined],
    ["grep -q x file", undefined],
    ['[[ "$(date +%u) == 1 ]]', undefined],
    ["", undefined],
  ])("%s", (text, answer) => {
    expect(answerAt(text, AT, "UTC")).toBe(answer);
  });
});
