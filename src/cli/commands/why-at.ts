import type { DueRecord } from "../../core/contracts/due-record.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import { MidwatchError } from "../../core/errors.ts";
import { type AtMoment, atMoment } from "../../core/plan/at-moment.ts";
import type { PlannedDue } from "../../core/plan/planned.ts";
import { outcomeWord } from "../../core/text/outcome.ts";
import { published } from "../../core/text/summary.ts";
import { timeIn } from "../../core/text/zone.ts";
import { parseMoment } from "../../core/when/moment-text.ts";
import type { CommonArguments } from "../command.ts";
import { openToLook } from "../fleet/open-fleet.ts";
import { bold, say, sayJson } from "../views/print.ts";
import { shortId } from "../views/session-view.ts";

interface Arguments extends CommonArguments {
  readonly what: string;
}

/** Tells what became, or would become, of an agent's due at a time. */
export async function whyAt(args: Arguments, text: string): Promise<void> {
  using opened = await openToLook(args);
  const { fleet, agents } = opened;
  const agent = agents.get(args.what);
  const at = parseMoment(text, { now: fleet.clock.now(), zone: fleet.zone, look: "back" });
  if (at === undefined)
    throw new MidwatchError(
      `--at ${text}: not a valid time; write 10:30, "yesterday 10:30", "Mon 10:00" or "2026-11-26 10:30"`,
    );
  const found = await atMoment(opened, agent, at);
  const session = found.kind === "was" ? await sessionOfDue(opened, found.due) : undefined;
  if (args.json) sayJson({ agent: agent.name, at, ...found, ...(session && { session }) });
  else printMoment({ name: agent.name, zone: fleet.zone, at }, found, session);
}

async function sessionOfDue({ fleet }: Awaited<ReturnType<typeof openToLook>>, { session }: DueRecord) {
  if (session === undefined) return undefined;
  const [record] = await fleet.ledger.history.find(session);
  return record;
}

interface MomentQuery {
  readonly name: string;
  readonly zone: string;
  readonly at: number;
}

function printMoment(asked: MomentQuery, found: AtMoment, session: SessionRecord | undefined): void {
  const { name, zone, at } = asked;
  const time = (moment: number) => timeIn(zone, moment).slice(0, 16);
  say(`${bold(name)} at ${time(at)} (${zone})`);
  switch (found.kind) {
    case "was":
      for (const line of past(found.due, time, session)) say(line);
      return;
    case "will":
      for (const planned of found.planned) say(`Planned ${planned.rule}: ${future(planned, time)}`);
      return;
    case "unknown":
      say(`Nothing is known of it: ${found.rule} includes this time now, but midwatch first saw the`);
      say("schedule later.");
      return;
    case "nothing":
      say("No schedule of it includes this time.");
      if (found.before !== undefined) say(`Before  ${time(found.before)}`);
      if (found.after !== undefined) say(`After   ${time(found.after)}`);
  }
}

function past({ rule, state, reason, n, from, to }: DueRecord, time: (at: number) => string, session?: SessionRecord) {
  const range = n > 1 ? `, one of ${n} from ${time(from)} to ${time(to)}` : "";
  const lines = [`Due     ${rule}: ${state}; ${reason}${range}`];
  if (!session) return lines;
  const { id, outcome, publication, phase } = session;
  const ended = outcome ? `${outcomeWord(outcome)}: ${outcome.reason}` : `still open, at ${phase}`;
  const work = publication ? `; ${published({ outcome, publication })}` : "";
  return [...lines, `Session ${shortId(id)}: ${ended}${work}`];
}

function future({ fate, reason, startsAt, endsAt }: PlannedDue, time: (at: number) => string): string {
  if (startsAt === undefined || endsAt === undefined) return `${fate}; ${reason}`;
  return `it would run from ${time(startsAt)} to about ${time(endsAt)}${reason === "" ? "" : `; ${reason}`}`;
}
