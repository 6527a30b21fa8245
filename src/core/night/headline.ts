import { isCutShort, isFailure, isFruitful } from "../text/outcome.ts";
import { counted } from "../text/wording.ts";
import { timeIn } from "../text/zone.ts";
import type { Night } from "./night.ts";
import { endingsThat } from "./totals.ts";

/** The night in a sentence or two, and nothing in it that is better than it was. */
export function headline(night: Night): string {
  const { from, to, zone } = night;
  const span = `From ${minute(zone, from)} to ${minute(zone, to)} (${zone})`;
  const needs = night.needsYou.length;
  const asks = needs === 0 ? "Nothing needs you." : `${counted(needs, "thing")} ${needs === 1 ? "needs" : "need"} you.`;
  return `${span}: ${whatRan(night)} ${asks}`;
}

function whatRan({ endings, atWork, dead: killed, dues, unmet, trouble }: Night): string {
  const isDead = unmet.some(({ status }) => status === "fail");
  const lost = killed.length > 0 ? ` The process of ${counted(killed.length, "open session")} is gone.` : "";
  const dead = `${lost}${isDead ? " Nobody looks who is due: midwatch is not running, or hangs." : ""}`;
  const total = endingsThat(endings, () => true);
  if (total === 0 && trouble !== undefined) return `no session ended, and what was due is not known.${dead}`;
  if (total === 0)
    return `${whyNone(
      dues.reduce((sum, one) => sum + one.dues, 0),
      atWork.length,
      killed.length,
    )}${dead}`;
  const failed = endingsThat(endings, (outcome) => isFailure(outcome) || isCutShort(outcome));
  const fruitful = endingsThat(endings, isFruitful);
  const all = counted(total, "session");
  if (failed === total)
    return `nothing was done: ${failed === 1 ? "the one session" : `all ${all}`} failed or ${failed === 1 ? "was" : "were"} cut short.${dead}`;
  const others = total - failed - fruitful;
  const parts = [
    ...(failed > 0 ? [`${failed} failed or cut short`] : []),
    `${fruitful} came to something`,
    ...(others > 0 ? [`${others} did not`] : []),
  ];
  return `${all}: ${parts.join(", ")}.${dead}`;
}

function whyNone(unused: number, atWork: number, killed: number): string {
  const now = atWork > 0 ? `; ${counted(atWork, "session")} running` : "";
  if (unused > 0) return `no session ended${now}; ${counted(unused, "due")} led to none, see below.`;
  return atWork + killed > 0 ? `no session ended${now}.` : "nothing was due, and nothing ran.";
}

const minute = (zone: string, at: number) => timeIn(zone, at).slice(0, 16);
