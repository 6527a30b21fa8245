import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { SessionRecord } from "../../../core/contracts/fleet-history.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { invocation } from "../../invocation.ts";
import { doing } from "../../views/doing.ts";
import { bold, complain, say, sayJson } from "../../views/print.ts";
import type { Passed } from "./demo-lessons.ts";
import { DEMO_BACKENDS, type DemoSettings } from "./demo-settings.ts";

interface Arguments extends CommonArguments, DemoSettings {
  readonly folder?: string;
}

const FOLDER = "midwatch-demo";

export const demo: Command<Arguments> = {
  usage: "demo [folder]",
  describe: "make a fleet of three agents, and watch them work",
  examples: [
    ["$0 demo", "in ./midwatch-demo; run again, it continues"],
    ["$0 demo /tmp/desk --json", "in another folder, for programs"],
    ["$0 demo --backend claude-code", "the same agents on Claude Code"],
    ["$0 demo --backend ollama --model qwen3:8b", "the same agents on a local model"],
  ],
  options: (yargs) =>
    yargs
      .positional("folder", { type: "string", describe: "the fleet's folder, new or from before; same as --fleet" })
      .option("backend", {
        choices: DEMO_BACKENDS,
        default: "command" as const,
        describe: "the agents' backend, for a new fleet",
      })
      .option("model", { type: "string", describe: "the model, by the backend's name for it" })
      .option("url", {
        type: "string",
        describe: "the Ollama server, if it is not on this machine",
      }) as Argv<Arguments>,
  async run(args) {
    const [{ makeDemoFleet }, { requireSignIn }, { changeModel }, { withHistory }] = await Promise.all([
      import("./demo-fleet.ts"),
      import("./demo-backend.ts"),
      import("./demo-model.ts"),
      import("../../fleet/open-history.ts"),
    ]);
    const { backend } = args;
    const folder = resolve(args.fleet ?? args.folder ?? (backend === "command" ? FOLDER : `${FOLDER}-${backend}`));
    doing("making a fleet and its repository");
    const made = await makeDemoFleet(folder, args);
    if (!args.json) say(made ? `Made a fleet in ${folder}` : `Continuing in ${folder}`);
    const changed = made ? undefined : await changeModel(folder, args);
    if (changed !== undefined && !args.json) say(changed);
    if (backend === "claude-code") requireSignIn(folder);

    // Made by us a moment ago, on whatever machine: somebody wants to see something, and has nothing to lose.
    process.env.MIDWATCH_TRUST_FILES ??= "1";
    const { ids, missing, taught } = await playIn(folder, args, made);
    const all = await withHistory(folder, (history) => history.sessions({ limit: ids.length + 10 }));
    const played = all.filter(({ id }) => ids.includes(id)).toReversed();
    if (args.json) sayJson({ folder, sessions: played, missing, taught });
    else await printPlayed(folder, { played, missing, taught });
    return missing.length === 0 ? EXIT.ok : EXIT.failed;
  },
};

/** Closed before its sessions are read. */
async function playIn(folder: string, args: Arguments, isNew: boolean) {
  const [{ lessonsPassed }, { requireServer }, { playDemo }, { openFleet }] = await Promise.all([
    import("./demo-lessons.ts"),
    import("./demo-model.ts"),
    import("./demo-play.ts"),
    import("../../fleet/open-fleet.ts"),
  ]);
  doing("putting the fleet together");
  using fleet = await openFleet({ ...args, fleet: folder });
  await requireServer(fleet);
  // Schedules begin when they are first looked at; nothing is due yet.
  if (isNew) await fleet.watch.tick(fleet.signal);
  const { ids, missing } = await playDemo(fleet);
  return { ids, missing, taught: await lessonsPassed(fleet, ids) };
}

interface PlayedDemo {
  readonly played: readonly SessionRecord[];
  readonly missing: readonly string[];
  readonly taught: readonly Passed[];
}

async function printPlayed(folder: string, { played, missing, taught }: PlayedDemo): Promise<void> {
  const [{ sessionTable, shortId }, { zoneOf }] = await Promise.all([
    import("../../views/session-view.ts"),
    import("../../fleet/zone.ts"),
  ]);
  say(`\n${sessionTable(played, await zoneOf(folder))}\n`);
  for (const goal of missing) complain(`not reached: ${goal}`);
  for (const { lesson, by, to } of taught)
    say(`${by} has learned "${lesson}", and ${to} has followed it: midwatch lessons --fleet ${shellWord(folder)}\n`);
  say(bold("Where to look next"));
  say(`  git -C ${shellWord(`${folder}/desk.git`)} log --stat main    what arrived on the remote`);
  say(
    `  ${invocation()} why ${shortId(played.at(-1)?.id ?? "")} --fleet ${shellWord(folder)}    why that session did what it did`,
  );
  say(`  ${invocation()} status --fleet ${shellWord(folder)}    who is running, and what needs you`);
  say(`  ${folder}/agents    the three agents: change one, and run this again`);
}
