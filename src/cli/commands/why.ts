import type { Argv } from "yargs";
import type { DueRecord } from "../../core/contracts/due-record.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Rescue } from "../../core/contracts/rescues.ts";
import type { CandidateRecord } from "../../core/contracts/settlement.ts";
import { endingWord, needsProof } from "../../core/text/outcome.ts";
import { published } from "../../core/text/summary.ts";
import { timeIn } from "../../core/text/zone.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findSession } from "../fleet/find-session.ts";
import { bold, green, say, sayJson } from "../views/print.ts";
import { remainsLines } from "../views/remains.ts";
import { table } from "../views/table.ts";

interface Arguments extends CommonArguments {
  readonly what: string;
  readonly at?: string;
}

export const why: Command<Arguments> = {
  usage: "why <what>",
  describe: "explain what a session or an agent did last, and why",
  details:
    "Each candidate, why it was taken or passed over, the outcome and its proof; for an agent, what became of its latest due.",
  examples: [
    ["$0 why 4f1c2a3b", "a session, by its id, or the beginning or end of it"],
    ["$0 why trader", "an agent: its latest due, and the session it led to"],
    ['$0 why trader --at "yesterday 10:30"', "what was due then, or will be, and what became of it"],
  ],
  options: (yargs) =>
    yargs
      .positional("what", { type: "string", demandOption: true, describe: "a session's id, or an agent" })
      .option("at", {
        type: "string",
        describe: "a time of an agent's: 10:30, yesterday 10:30, Mon 10:00, 2026-11-26 10:30",
      })
      .requiresArg("at") as Argv<Arguments>,
  async run(args) {
    if (args.at !== undefined) {
      const { whyAt } = await import("./why-at.ts");
      await whyAt(args, args.at);
      return EXIT.ok;
    }
    const [{ folderOf }, { withHistory }, { zoneLastRead }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/open-history.ts"),
      import("../../config/reading.ts"),
    ]);
    const folder = folderOf(args);
    const found = await withHistory(folder, (history) => explainWhat(history, args.what));
    if (args.json) sayJson(found);
    else printExplained(found, zoneLastRead(folder));
    return EXIT.ok;
  },
};

interface Explained {
  readonly due?: DueRecord | undefined;
  readonly session?: SessionRecord;
  readonly candidates: readonly CandidateRecord[];
  readonly rescues: readonly Rescue[];
}

async function explainWhat(history: History, what: string): Promise<Explained> {
  const [latest] = await history.dues({ agent: what, limit: 1 });
  if (latest && latest.session === undefined) return { due: latest, candidates: [], rescues: [] };
  const session = await findSession(history, latest?.session ?? what);
  const [due, candidates, rescues] = await Promise.all([
    history.due(session.id),
    history.candidates(session.id),
    history.rescues({ session: session.id }),
  ]);
  return { due, session, candidates, rescues };
}

function printExplained({ due, session, candidates, rescues }: Explained, zone: string): void {
  const time = (at: number) => `${timeIn(zone, at)} (${zone})`;
  if (session) say(`${bold(session.agent)}, session ${session.id}, ${time(session.startedAt)}`);
  else say(`${bold(due?.agent ?? "")}, no session, ${time(due?.from ?? 0)}`);
  if (due) say(`Due     ${due.rule}: ${due.state}; ${due.reason}`);
  if (!session) return;
  const { outcome, publication, phase } = session;
  say(`Outcome ${outcome ? `${endingWord(outcome, publication)}: ${outcome.reason}` : `still open, at ${phase}`}`);
  if (publication) say(`Work    ${published({ outcome, publication })}`);
  if (outcome && needsProof(outcome)) say(`Proof   ${proofLine(session)}`);
  for (const line of remainsLines(rescues, session)) say(line);
  say(candidates.length > 0 ? `\n${candidateTable(candidates)}` : `\n${noChoice(session)}`);
  const others = (session.considered ?? 0) - candidates.length;
  if (candidates.length > 0 && others > 0)
    say(`and ${others} other candidates, which are not recorded; midwatch items lists what is on offer now`);
}

const noChoice = ({ considered = 0 }: SessionRecord) =>
  considered > 0 ? `It had ${considered} candidates; they are not kept for so long.` : "It never came to a choice.";

/** Sessions of a midwatch that asked for no proof have none, and are not called unproven. */
const proofLine = ({ proof, outcome }: SessionRecord) =>
  proof?.detail ??
  (outcome?.unproven
    ? "none: it changed nothing outside its journal, delivered no answer, and no command passed that shows it"
    : "not asked for when it ran");

function candidateTable(candidates: readonly CandidateRecord[]): string {
  const rows = candidates.map(({ taken, tier, source, title, reason }) => {
    return [taken ? green("taken") : "passed", tier, source, title, reason];
  });
  return table(["", "tier", "source", "candidate", "why"], rows);
}
