import { join } from "node:path";
import { dollars } from "../../core/budget/money.ts";
import type { Effect } from "../../core/contracts/effects.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import { readRegularText } from "../../core/host/regular-file.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findSession, takingSession } from "../fleet/find-session.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { bold, dim, say, sayJson } from "../views/print.ts";
import { remainsLines } from "../views/remains.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
}

/** Bytes of one of a session's files. */
const MAX_EVENT_FILE_BYTES = 256 * 1024 * 1024;

export const show: Command<Arguments> = {
  usage: "show <session>",
  describe: "show a session: brief, prompt, events, changes, cost",
  examples: [
    ["$0 show 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"],
    ["$0 show 4f1c2a3b --json", "as one document"],
  ],
  options: (yargs) => takingSession<Arguments>(yargs),
  async run(args) {
    const { openToLook } = await import("../fleet/open-fleet.ts");
    using fleet = await openToLook(args);
    const shown = await gather(fleet, await findSession(fleet.fleet.ledger.history, args.session));
    if (args.json) sayJson(shown);
    else await printShown(shown, fleet.fleet.zone);
    return EXIT.ok;
  },
};

type ShownSession = Awaited<ReturnType<typeof gather>>;

async function gather({ fleet }: OpenFleet, session: SessionRecord) {
  const { history } = fleet.ledger;
  const folder = fleet.folders.path(session.id);
  const text = (...path: string[]) => readRegularText(join(folder, ...path), { most: MAX_EVENT_FILE_BYTES }, () => "");
  const [brief, prompt, events] = [text("input", "brief.md"), text("input", "prompt.md"), text("events.jsonl")];
  const work = workOf(await history.effects(session.id));
  const { base, workspace } = session;
  const diff = base && work ? await fleet.workspaces.get(workspace).diff(base, work) : "";
  return {
    session,
    rescues: await history.rescues({ session: session.id }),
    due: await history.due(session.id),
    candidates: await history.candidates(session.id),
    brief,
    prompt,
    events: events
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
    diff,
  };
}

/** Commit of its work, published or rescued. */
function workOf(effects: readonly Effect[]): string | undefined {
  const commits = effects.map((effect) => {
    if (effect.kind === "publish") return effect.payload.work;
    return effect.kind === "rescue" ? effect.payload.commit : undefined;
  });
  return commits.find((commit) => commit !== undefined);
}

async function printShown(
  { session, rescues, brief, prompt, events, diff }: ShownSession,
  zone: string,
): Promise<void> {
  const { sessionTable } = await import("../views/session-view.ts");
  say(sessionTable([session], zone));
  say(`${dim(cost(session))}`);
  for (const line of remainsLines(rescues, session)) say(line);
  section("Brief", brief);
  section("Prompt", prompt);
  section(`Events (${events.length})`, events.map((event) => JSON.stringify(event)).join("\n"));
  section("Changes", diff);
}

function cost({ usage }: SessionRecord): string {
  if (!usage) return "no usage was reported";
  const tokens = `${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
  return usage.micros === undefined
    ? `${tokens}, cost unknown: charged the full reservation; add the model to prices.yaml`
    : `${tokens}, ${dollars(usage.micros)}`;
}

function section(title: string, text: string): void {
  say(`\n${bold(title)}\n${text.trim() || "–"}`);
}
