import { dollars } from "../../../core/budget/money.ts";
import { MINUTE } from "../../../core/text/time-units.ts";
import { counted } from "../../../core/text/wording.ts";
import { timeIn } from "../../../core/text/zone.ts";
import { invocation } from "../../invocation.ts";
import { bold, dim, green, say, yellow } from "../../views/print.ts";
import { table } from "../../views/table.ts";
import { beginningOf, type Difference } from "./difference.ts";
import type { Did, ShadowLook } from "./record.ts";

/** Of lists that may be long, as many are shown; --json has all. */
const MOST_SHOWN = 20;

/** One line for each thing that a look saw. */
export function tellLook({ would, did }: ShadowLook, zone: string): void {
  for (const one of would)
    say(
      `${timeIn(zone, beginningOf(one))}  midwatch: ${one.agent} ${one.fate}${one.item === undefined ? "" : `, ${one.item}`}`,
    );
  for (const one of did) say(`${timeIn(zone, one.at)}  old: ${one.job}${bySchedule(one)}`);
}

const bySchedule = ({ by }: Did) => (by === "schedule" ? dim(" (by its schedule)") : "");

export function tellDifference(found: Difference, zone: string): void {
  const late = found.same.filter(({ later }) => Math.abs(later) >= MINUTE);
  say(bold(`From ${timeIn(zone, found.from)} to ${timeIn(zone, found.to)} (${zone})`));
  say(`  ${counted(found.same.length, "run")} at the same time, ${late.length} of them later or earlier`);
  tellRows(
    yellow("Missed: the old timer ran, midwatch would not have"),
    ["when", "job", "why"],
    missedRows(found, zone),
  );
  tellRows(
    yellow("Extra: midwatch would have run, the old timer did not"),
    ["when", "agent", "rule"],
    extraRows(found, zone),
  );
  tellRows("Later or earlier", ["when", "job", "agent", "by"], lateRows(late, zone));
  const { would, missed, extra } = found.micros;
  say(
    `${bold("Cost")}  midwatch ${dollars(would)} at most; the extra runs ${dollars(extra)} of it; those it missed would add ${dollars(missed)}`,
  );
  for (const note of found.notes) say(`  ${dim(note)}`);
  if (found.missed.length + found.extra.length === 0)
    say(green(`No difference. "${invocation()} cutover" turns the old timer off.`));
}

function tellRows(title: string, head: readonly string[], rows: readonly string[][]): void {
  if (rows.length === 0) return;
  say(`\n${title} (${rows.length})`);
  say(table(head, rows.slice(0, MOST_SHOWN)));
  if (rows.length > MOST_SHOWN) say(dim(`  and ${rows.length - MOST_SHOWN} more; --json has all`));
}

const missedRows = ({ missed }: Difference, zone: string) =>
  missed.map(({ did, reason }) => [timeIn(zone, did.at), `${did.job}${bySchedule(did)}`, reason]);

const extraRows = ({ extra }: Difference, zone: string) =>
  extra.map((one) => [timeIn(zone, beginningOf(one)), one.agent, one.rule]);

const lateRows = (late: Difference["same"], zone: string) =>
  late.map(({ did, would, later }) => [timeIn(zone, did.at), did.job, would.agent, minutes(later)]);

const minutes = (ms: number) =>
  `${counted(Math.abs(Math.round(ms / MINUTE)), "minute")} ${ms < 0 ? "earlier" : "later"}`;
