import { dollars } from "../../core/budget/money.ts";
import { guessWords } from "../../core/night/totals.ts";
import { timeIn } from "../../core/text/zone.ts";
import { type ListedAgent, whenOf } from "../commands/agents.ts";
import { dim, say, yellow } from "./print.ts";
import { standing } from "./session-view.ts";
import { table } from "./table.ts";

const HEAD = ["agent", "sessions", "success", "no effect", "spent", "when, last session, what it is for"];

/** A row for each, with its sessions of 30 days; all of them, however many there are. */
export function tellAgents(agents: readonly ListedAgent[], zone: string): void {
  const rows = agents.map((one) => row(one, zone));
  say(table(HEAD, rows));
  const guesses = agents.reduce((sum, { month }) => sum + month.guesses, 0);
  say(dim(`sessions of the last 30 days${guessWords(guesses)}`));
}

/** An agent that is stopped says so where others say when they run: it is run for nothing until then. */
function row({ agent, last, month, stopped }: ListedAgent, zone: string): string[] {
  const { name, backend, workspace, work, when, description } = agent;
  const runs = when && when.rules.length > 0 ? whenOf(when).join(", ") : "no schedule";
  const ended = last ? `${standing(last)}, ${timeIn(zone, last.startedAt).slice(0, 16)}` : "never";
  const told = [
    ...(stopped === undefined ? [] : [yellow(`stopped: ${stopped}`)]),
    runs,
    `last: ${ended}`,
    `${description} (${backend.use} in ${workspace}: ${work.join(", ")})`,
  ];
  return [
    name,
    String(month.sessions),
    share(month.fruitful, month.withWork),
    share(month.fruitless, month.withWork),
    dollars(month.micros),
    told.join("; "),
  ];
}

const share = (some: number, all: number) => (all === 0 ? "–" : `${Math.round((100 * some) / all)} %`);
