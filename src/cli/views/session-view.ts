import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { Outcome, OutcomeKind, Publication } from "../../core/contracts/outcome.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { spellTime } from "../../core/text/age.ts";
import { endingWord } from "../../core/text/outcome.ts";
import { isRecordOnly, published } from "../../core/text/summary.ts";
import { timeIn } from "../../core/text/zone.ts";
import { dim, green, red, yellow } from "./print.ts";
import { table } from "./table.ts";

const COLOURS: Readonly<Record<OutcomeKind, (text: string) => string>> = {
  done: green,
  progress: green,
  waiting: yellow,
  blocked: yellow,
  "not-viable": yellow,
  nothing: dim,
  "no-effect": yellow,
  deferred: yellow,
  failed: red,
  stopped: yellow,
  crashed: red,
  idle: dim,
  unfit: red,
};

/** Long enough to be unique in any fleet, short enough to be typed. */
export const shortId = (id: string): string => id.slice(-8);

/** Line on a session that runs, and its phase; or that ran, until its process went away. */
export function atWorkLine({ agent, id, phase, item, process }: SessionRecord): string {
  const session = `${phase}, session ${shortId(id)}`;
  const what = `${agent}: ${item?.title ?? phase}`;
  if (isAlive(process)) return `${what} ${dim(`(${session})`)}`;
  return red(`${what} (${session}): its process is gone; the next session to start keeps what it had written`);
}

/** With the times at which they began, where the zone's clocks are. */
export function sessionTable(sessions: readonly SessionRecord[], zone: string): string {
  const head = ["session", "began", "agent", "item", "tier", "outcome", "publication", "time", "reason"];
  return table(
    head,
    sessions.map((session) => row(session, zone)),
  );
}

function row(session: SessionRecord, zone: string): string[] {
  const { id, startedAt, agent, item, outcome, publication } = session;
  return [
    shortId(id),
    timeIn(zone, startedAt).slice(5, 16),
    agent,
    item?.title ?? "–",
    item?.tier ?? "–",
    standing(session),
    publication ? `${publicationCell({ outcome, publication })}${keptCell(session)}` : "–",
    duration(session),
    outcome?.reason ?? "",
  ];
}

/** Outcome of a session, or the phase it is in; or was in when its process went away. */
export function standing({ outcome, publication, phase, process }: SessionRecord): string {
  if (outcome) return colourOf(outcome)(endingWord(outcome, publication));
  return isAlive(process) ? `running: ${phase}` : red(`gone: ${phase}`);
}

const colourOf = ({ kind, unproven }: Outcome) => (unproven ? yellow : COLOURS[kind]);

function publicationCell(told: { readonly outcome?: Outcome | undefined; readonly publication: Publication }): string {
  const { publication } = told;
  if (publication.kind !== "published") return publication.kind;
  return isRecordOnly(told) ? `record on ${publication.branch}` : published(told).replace("published ", "");
}

/** That it has left something besides: the list of what waits says what. */
const keptCell = ({ kept = [] }: SessionRecord) => (kept.length > 0 ? `, ${kept.length} kept` : "");

function duration({ startedAt, endedAt }: SessionRecord): string {
  return endedAt === undefined ? "–" : spellTime(endedAt - startedAt);
}
