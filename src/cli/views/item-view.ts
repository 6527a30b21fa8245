import { dollars } from "../../core/budget/money.ts";
import type { Claim } from "../../core/contracts/claims.ts";
import type { ItemFacts, ItemSession } from "../../core/contracts/item-history.ts";
import { guessWords } from "../../core/night/totals.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { counted } from "../../core/text/wording.ts";
import { timeIn } from "../../core/text/zone.ts";
import { invocation } from "../invocation.ts";
import { itemEvents } from "./item-events.ts";
import { labelled } from "./labelled.ts";
import { bold, dim } from "./print.ts";
import { shortId } from "./session-view.ts";
import { table } from "./table.ts";

interface Shown {
  readonly zone: string;
  readonly all: boolean;
}

/** So much of a history stands on one screen: its end. */
const SHOWN = 20;
const LABEL_COLUMNS = 7;

/** An item's standing, what it has cost, and all that has happened to it, the oldest first. */
export function itemLines(facts: ItemFacts, { zone, all }: Shown): readonly string[] {
  const { item, claim, waits, sessions } = facts;
  const events = itemEvents(facts, zone);
  const shown = all ? events : events.slice(-SHOWN);
  const earlier = events.length - shown.length;
  const rows = shown.map(({ at, what, who, text }) => [timeIn(zone, at).slice(0, 16), what, who, text]);
  return [
    bold(item.title),
    dim(`${item.id}, of ${item.source} in ${item.workspace === "*" ? "every workspace" : item.workspace}`),
    labelled("Now", standingOf(facts, zone), LABEL_COLUMNS),
    ...(claim?.until ? [labelled("", `not before ${timeIn(zone, claim.until).slice(0, 16)}`, LABEL_COLUMNS)] : []),
    ...waits.map(({ condition, state, reason, since }) => {
      const why = reason === "" ? "" : `: ${reason}`;
      return labelled("Waits", `${condition}: ${state} since ${timeIn(zone, since).slice(0, 16)}${why}`, LABEL_COLUMNS);
    }),
    labelled("Cost", costOf(sessions), LABEL_COLUMNS),
    "",
    ...(earlier > 0
      ? [dim(`${counted(earlier, "earlier event")}: ${invocation()} items show ${shellWord(item.id)} --all`)]
      : []),
    events.length > 0 ? table(["when", "what", "who", "how"], rows) : "nothing has happened to it",
  ];
}

function standingOf({ claim, sessions, item }: ItemFacts, zone: string): string {
  const [last] = sessions.slice(-1);
  if (!claim) return last ? "free: no claim is on it" : "free: no session has taken it";
  return `${stateOf(claim, zone)}${wayOn(claim, item.id, last)}`;
}

function stateOf({ state, holder, reason, attempts, until }: Claim, zone: string): string {
  const times = attempts > 0 ? ` (${counted(attempts, "session")} in a row had no effect)` : "";
  if (state === "held") return `held by ${holder}${until > 0 ? ` until ${timeIn(zone, until).slice(0, 16)}` : ""}`;
  const said = reason.startsWith(`${state}: `) ? reason.slice(state.length + 2) : reason;
  return `${state}${said === "" ? "" : `: ${said}`}${times}`;
}

/** Command that lets it be taken again, where only a person can. */
function wayOn({ state, session, reason }: Claim, id: string, last: ItemSession | undefined): string {
  if (state === "held") return session === null ? `: ${invocation()} release ${shellWord(id)}` : "";
  const isStuck = state === "quarantined" || reason.startsWith("blocked");
  return isStuck && last ? `; ${invocation()} retry ${shortId(last.id)}` : "";
}

function costOf(sessions: readonly ItemSession[]): string {
  const sum = sessions.reduce((all, { charged }) => all + charged, 0);
  const guesses = sessions.filter(({ isGuess }) => isGuess).length;
  return `${dollars(sum)}, ${counted(sessions.length, "session")}${guessWords(guesses)}`;
}
