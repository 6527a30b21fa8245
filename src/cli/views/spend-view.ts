import { dollars } from "../../core/budget/money.ts";
import { CHARGED_BY, type ChargedBy, type ChargeGroup } from "../../core/contracts/charges.ts";
import type { Spend, TodaySpend } from "../../core/night/spend.ts";
import { guessWords } from "../../core/night/totals.ts";
import { counted } from "../../core/text/wording.ts";
import { invocation } from "../invocation.ts";
import { labelled } from "./labelled.ts";
import { bold, dim, say } from "./print.ts";
import { table } from "./table.ts";

/** So many rows of each table stand on the screen that shows them all. */
const SHOWN = 8;
const LABEL_COLUMNS = 7;

/** One table of the screen. */
interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Today against the cap and a usual day, and then what was charged, by whatever is asked for; else by everything. */
export function tellSpend(spend: Spend, by: ChargedBy | undefined, since: string | undefined): void {
  say(labelled("Today", todayLine(spend), LABEL_COLUMNS));
  say(labelled("Since", totalLine(spend), LABEL_COLUMNS));
  if (spend.total.sessions === 0) return;
  for (const what of by === undefined ? CHARGED_BY : [by]) {
    const { title, head, rows } = sectionOf(what, spend);
    const shown = by === undefined ? rows.slice(0, SHOWN) : rows;
    say(`\n${bold(title)}\n${table(head, shown)}`);
    if (rows.length > shown.length) say(dim(`and ${rows.length - shown.length} more: ${wayTo(what, since)}`));
  }
}

const wayTo = (by: ChargedBy, since: string | undefined) =>
  `${invocation()} spend --by ${by}${since === undefined ? "" : ` --since ${/\s/.test(since) ? `"${since}"` : since}`}`;

function todayLine({ today: { day, micros, cap, usual } }: Spend): string {
  const ofCap = cap === undefined ? "" : ` of the fleet's ${dollars(cap)}`;
  return `${day}: ${dollars(micros)}${ofCap}${usual === undefined ? "" : `; on a usual day ${dollars(usual)}`}`;
}

function totalLine({ from, total: { sessions, micros, reserved, guesses } }: Spend): string {
  const held = reserved > 0 ? `, ${dollars(reserved)} of it reserved by running sessions` : "";
  return `${from}: ${dollars(micros)}, ${counted(sessions, "session")}${held}${guessWords(guesses)}`;
}

function sectionOf(by: ChargedBy, spend: Spend): Section {
  switch (by) {
    case "day":
      return {
        title: "By day",
        head: ["day", "sessions", "spent", "of the cap"],
        rows: spend.days.map(({ cap, ...group }) => [...cells(group, "–"), capShare(group.micros, cap)]),
      };
    case "agent":
      return {
        title: "By agent",
        head: ["agent", "sessions", "spent", "today", "cap", "usual day"],
        rows: spend.agents.map(({ today, ...group }) => [...cells(group, "–"), ...todayCells(today)]),
      };
    case "source":
      return { title: "By source of the item", head: HEAD, rows: spend.sources.map((one) => cells(one, "no item")) };
    case "model":
      return { title: "By model", head: HEAD, rows: spend.models.map((one) => cells(one, "no model asked")) };
  }
}

const HEAD = ["name", "sessions", "spent"];

const cells = ({ name, sessions, micros }: ChargeGroup, none: string): string[] => [
  name === "" ? none : (name ?? "not recorded"),
  String(sessions),
  dollars(micros),
];

const capShare = (micros: number, cap: number | undefined) =>
  cap === undefined || cap === 0 ? "–" : `${Math.round((100 * micros) / cap)} % of ${dollars(cap)}`;

const todayCells = ({ micros, cap, usual }: TodaySpend): string[] => [
  dollars(micros),
  cap === undefined ? "–" : dollars(cap),
  usual === undefined ? "–" : dollars(usual),
];
