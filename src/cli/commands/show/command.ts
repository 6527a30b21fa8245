import type { Argv } from "yargs";
import { dollars } from "../../../core/budget/money.ts";
import type { SessionRecord } from "../../../core/contracts/fleet-history.ts";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { findSession, takingSession } from "../../fleet/find-session.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { invocation } from "../../invocation.ts";
import { bold, complain, dim, say, sayJson } from "../../views/print.ts";
import { remainsLines } from "../../views/remains.ts";
import { type PartName, type SessionPart, sessionPart } from "./parts.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
  readonly diff: boolean;
  readonly prompt: boolean;
  readonly events: boolean;
}

export const show: Command<Arguments> = {
  usage: "show <session>",
  describe: "show a session: brief, prompt, events, changes, cost",
  details: "With --diff, --prompt or --events that one alone, or the reason why there is none.",
  examples: [
    ["$0 show 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"],
    ["$0 show 4f1c2a3b --diff > work.patch", "what it has changed, published or kept, as a patch"],
    ["$0 show 4f1c2a3b --json", "as one document"],
  ],
  options: (yargs) =>
    takingSession<Arguments>(yargs)
      .option("diff", { type: "boolean", default: false, describe: "only what it has changed" })
      .option("prompt", { type: "boolean", default: false, describe: "only what it was told" })
      .option("events", {
        type: "boolean",
        default: false,
        describe: "only what happened, line by line",
      }) as Argv<Arguments>,
  async run(args) {
    const part = partAsked(args);
    const { openToLook } = await import("../../fleet/open-fleet.ts");
    using fleet = await openToLook(args);
    const session = await findSession(fleet.fleet.ledger.history, args.session);
    if (part !== undefined)
      return tellPart(await sessionPart(fleet, session, part), { part, session, json: args.json });
    const shown = await gather(fleet, session);
    if (args.json) sayJson(documentOf(shown));
    else await printShown(shown, fleet.fleet.zone);
    return EXIT.ok;
  },
};

function partAsked({ diff, prompt, events }: Arguments): PartName | undefined {
  const asked = Object.entries({ diff, prompt, events }).filter(([, isAsked]) => isAsked);
  if (asked.length > 1) throw new MidwatchError("--diff, --prompt and --events: one of them at a time");
  return asked[0]?.[0] as PartName | undefined;
}

interface PartQuery extends Pick<CommonArguments, "json"> {
  readonly part: PartName;
  readonly session: SessionRecord;
}

/** As it is, so that it can be piped on; a reason why it is not there goes elsewhere. */
function tellPart({ found, lines, why, isLost }: SessionPart, { part, session, json }: PartQuery): number {
  if (json) sayJson({ session: session.id, [part]: found, ...(why !== undefined && { why }) });
  else if (why === undefined) for (const line of lines) say(line);
  else complain(why);
  return isLost ? EXIT.failed : EXIT.ok;
}

type ShownSession = Awaited<ReturnType<typeof gather>>;

async function gather(open: OpenFleet, session: SessionRecord) {
  const { history } = open.fleet.ledger;
  return {
    session,
    rescues: await history.rescues({ session: session.id }),
    due: await history.due(session.id),
    candidates: await history.candidates(session.id),
    brief: await sessionPart(open, session, "brief"),
    prompt: await sessionPart(open, session, "prompt"),
    events: await sessionPart(open, session, "events"),
    diff: await sessionPart(open, session, "diff"),
  };
}

const documentOf = ({ brief, prompt, events, diff, ...shown }: ShownSession) => ({
  ...shown,
  brief: brief.found ?? "",
  prompt: prompt.found ?? "",
  events: events.found ?? [],
  diff: diff.found ?? "",
});

async function printShown(shown: ShownSession, zone: string): Promise<void> {
  const { session, rescues, brief, prompt, events, diff } = shown;
  const { sessionTable } = await import("../../views/session-view.ts");
  say(sessionTable([session], zone));
  say(`${dim(cost(session))}`);
  if (session.revision !== undefined)
    say(dim(`revision ${session.revision} of the fleet's files: ${invocation()} sessions --by revision`));
  for (const line of remainsLines(rescues, session)) say(line);
  section("Brief", brief);
  section("Prompt", prompt);
  section(`Events (${Array.isArray(events.found) ? events.found.length : 0})`, events);
  section("Changes", diff);
}

function cost({ usage }: SessionRecord): string {
  if (!usage) return "no usage was reported";
  const { models = [] } = usage;
  const on = models.length > 0 ? ` on ${models.map(({ model }) => model).join(", ")}` : "";
  const tokens = `${usage.inputTokens} tokens in, ${usage.outputTokens} out${on}`;
  return usage.micros === undefined
    ? `${tokens}, cost unknown: charged the full reservation; add the model to prices.yaml`
    : `${tokens}, ${dollars(usage.micros)}`;
}

function section(title: string, { lines, why }: SessionPart): void {
  say(`\n${bold(title)}\n${why === undefined ? lines.join("\n").trim() : dim(why)}`);
}
