import { loadCalendars } from "../../../src/config/calendars.ts";
import type { Calendar, KnownToWhen, TimeRule, WhenRule } from "../../../src/core/contracts/when.ts";
import { moments } from "../../../src/core/when/moments.ts";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import { isTimeRule } from "../../../src/core/when/time-rule.ts";

/** What a `when` may name in these tests: the calendars that ship, two other agents, two sources of events. */
export const KNOWN: KnownToWhen = {
  zone: "UTC",
  calendars: loadCalendars("/nowhere").calendars,
  agents: ["strategist", "content"],
  events: ["inbox", "github"],
};

export function calendar(name: string): Calendar {
  const found = KNOWN.calendars.get(name);
  if (!found) throw new Error(`no calendar ${name}`);
  return found;
}

/** The only rule of a text that is right. */
export function ruleOf(text: string, zone = "UTC"): WhenRule {
  const parsed = parseWhen([text], { ...KNOWN, zone });
  if (!isWhen(parsed) || !parsed.rules[0]) throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed.rules[0];
}

export function timeRule(text: string, zone = "UTC"): TimeRule {
  const rule = ruleOf(text, zone);
  if (!isTimeRule(rule)) throw new Error(`${text} is not decided by the clock`);
  return rule;
}

/** Its moments after one and up to another, as "2026-11-26T10:00Z". */
export const momentsOf = (text: string, after: string, upTo: string, zone = "UTC"): string[] =>
  [...moments(timeRule(text, zone), { after: Date.parse(after), upTo: Date.parse(upTo) })].map(iso);

export const iso = (at: number): string => new Date(at).toISOString().replace(":00.000Z", "Z");
