import { dollars } from "../../../core/budget/money.ts";
import type { SessionRecord } from "../../../core/contracts/fleet-history.ts";
import type { CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { invocation } from "../../invocation.ts";
import { bold, complain, dim, say, sayJson, sayVerbatim } from "../../views/print.ts";
import { remainsLines } from "../../views/remains.ts";
import { sessionTable } from "../../views/session-view.ts";
import { type PartName, type SessionPart, sessionPart } from "./parts.ts";

interface PartQuery extends Pick<CommonArguments, "json"> {
  readonly part: PartName;
  readonly session: SessionRecord;
}

/** As it is, so that it can be piped on; a reason why it is not there goes elsewhere. */
export function tellPart({ found, lines, why, isLost }: SessionPart, { part, session, json }: PartQuery): number {
  if (json) sayJson({ session: session.id, [part]: found, ...(why !== undefined && { why }) });
  else if (why === undefined) for (const line of lines) sayVerbatim(line);
  else complain(why);
  return isLost ? EXIT.failed : EXIT.ok;
}

/** All there is of a session. */
export async function tellSession(fleet: OpenFleet, session: SessionRecord, { json }: CommonArguments): Promise<void> {
  const shown = await gather(fleet, session);
  if (json) sayJson(documentOf(shown));
  else printShown(shown, fleet.fleet.zone);
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

function printShown(shown: ShownSession, zone: string): void {
  const { session, rescues, brief, prompt, events, diff } = shown;
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
  say(`\n${bold(title)}`);
  if (why === undefined) sayVerbatim(lines.join("\n").trim());
  else say(dim(why));
}
