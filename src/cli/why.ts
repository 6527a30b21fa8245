import type { Argv } from "yargs";
import type { CandidateRecord, History, SessionRecord } from "../core/contracts/ledger.ts";
import { MidwatchError } from "../core/errors.ts";
import { published } from "../core/summary.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, green, say, sayJson, table } from "./print.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
}

export const why: Command<Arguments> = {
  usage: "why <session>",
  describe: "say why a session did what it did: every candidate, taken or passed over",
  examples: [["$0 why 4f1c2a3b", "the id, or its beginning or end, as in the list of sessions"]],
  options: (yargs) =>
    yargs.positional("session", {
      type: "string",
      demandOption: true,
      describe: "its id, or part of it",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { withHistory }] = await Promise.all([import("./open-fleet.ts"), import("./open-history.ts")]);
    const found = await withHistory(folderOf(args), (history) => ask(history, args.session));
    if (args.json) sayJson(found);
    else show(found);
    return EXIT.ok;
  },
};

type Explained = Awaited<ReturnType<typeof ask>>;

async function ask(history: History, id: string) {
  const session = only(await history.find(id), id);
  const [due, candidates] = await Promise.all([history.due(session.id), history.candidates(session.id)]);
  return { session, due, candidates };
}

function only(found: readonly SessionRecord[], id: string): SessionRecord {
  const [session, another] = found;
  if (!session) throw new MidwatchError(`no session's id begins or ends with "${id}"; "midwatch sessions" lists them`);
  if (another) throw new MidwatchError(`"${id}" could be ${found.map((one) => one.id).join(" or ")}: write more of it`);
  return session;
}

function show({ session, due, candidates }: Explained): void {
  const { id, agent, startedAt, outcome, publication } = session;
  say(`${bold(agent)}, session ${id}, ${new Date(startedAt).toISOString()}`);
  if (due) say(`Due     ${due.rule}: ${due.reason}`);
  say(`Outcome ${outcome ? `${outcome.kind}: ${outcome.reason}` : `still open, at ${session.phase}`}`);
  if (publication) say(`Work    ${published(publication)}`);
  say();
  say(candidates.length > 0 ? candidateTable(candidates) : "It never came to a choice.");
}

function candidateTable(candidates: readonly CandidateRecord[]): string {
  const rows = candidates.map(({ taken, tier, source, title, reason }) => {
    return [taken ? green("taken") : "passed", tier, source, title, reason];
  });
  return table(["", "tier", "source", "candidate", "why"], rows);
}
