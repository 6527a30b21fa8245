import { join } from "node:path";
import type { Argv } from "yargs";
import type { ContainmentName } from "../core/contracts/host.ts";
import type { History } from "../core/contracts/ledger.ts";
import type { Exposure } from "../core/host/file-permissions.ts";
import { waitingRescues } from "../core/rescues/waiting.ts";
import { STATE_FOLDER } from "../fleet-folder.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, complain, dim, red, say, sayJson, yellow } from "./print.ts";

const LATEST = 5;

export const status: Command = {
  usage: "status",
  describe: "say who is at work, what needs you, and what was done last",
  examples: [["$0 status", ""]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { hasHistory, withHistory }, { exposedFiles }, { lastContainment }] = await Promise.all([
      import("./folder-argument.ts"),
      import("./open-history.ts"),
      import("../config/exposed-files.ts"),
      import("../core/host/containment.ts"),
    ]);
    const folder = folderOf(args);
    const contained = await lastContainment(join(folder, STATE_FOLDER));
    const exposed = exposedFiles(folder);
    if (!hasHistory(folder)) for (const one of exposed) complain(exposure(one));
    const found = { ...(await withHistory(folder, ask)), exposed, ...(contained && { contained }) };
    if (args.json) sayJson(found);
    else await show(found);
    return EXIT.ok;
  },
};

type Status = Awaited<ReturnType<typeof ask>> & {
  /** What others may change. */
  readonly exposed: readonly Exposure[];
  readonly contained?: ContainmentName;
};

const exposure = ({ path, what, mend }: Exposure) => `${path} ${what}: ${mend}`;

async function ask(history: History) {
  const [stops, atWork, needsYou, incidents, latest, letters] = await Promise.all([
    history.stops(),
    history.openSessions(),
    history.obligations(),
    history.incidents(),
    history.sessions({ limit: LATEST }),
    history.letters(),
  ]);
  const waiting = await waitingRescues(history, Date.now());
  return { waiting, stops, atWork, needsYou, incidents, latest, letters };
}

async function show({
  waiting,
  stops,
  atWork,
  needsYou,
  exposed,
  incidents,
  latest,
  letters,
  contained,
}: Status): Promise<void> {
  const { sessionTable, atWorkLine } = await import("./session-view.ts");
  if (stops.length > 0) say(bold("Stopped"));
  for (const { scope, owner, reason } of stops)
    say(
      `  ${red(scope === "*" ? "the whole fleet" : scope)} by ${owner}: ${reason} ${dim(`(midwatch start ${scope === "*" ? "--all" : scope})`)}`,
    );
  say(bold("At work"));
  for (const session of atWork) say(`  ${atWorkLine(session)}`);
  if (atWork.length === 0) say("  nobody");
  say(bold("Needs you"));
  for (const { key, action } of needsYou) say(`  ${yellow(action)} ${dim(`(${key})`)}`);
  for (const line of [...exposed.map(exposure), ...waiting.flatMap(({ lines }) => lines)]) say(`  ${yellow(line)}`);
  if (needsYou.length + exposed.length + waiting.length === 0) say("  nothing");
  if (incidents.length > 0)
    say(`${bold("Health")}  ${yellow(incidents.map(({ key }) => key).join(", "))} ${dim("(midwatch health)")}`);
  if (letters.length > 0) say(bold("Not delivered yet"));
  for (const { id, channel, letter, reason } of letters)
    say(
      `  ${letter.title} ${dim(`(${[channel, letter.to].filter(Boolean).join(", ")}; ${id.slice(-8)})`)} ${yellow(reason)}`,
    );
  say(bold("Latest sessions"));
  say(sessionTable(latest));
  if (contained) say(dim(`Contained by: ${contained}`));
}
