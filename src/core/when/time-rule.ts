import type { TimeRule, WhenRule } from "../contracts/when.ts";

/** True when the clock decides when the rule makes an agent due. */
export const isTimeRule = (rule: WhenRule): rule is TimeRule => rule.kind !== "on" && rule.kind !== "after";
