import type { AgentDefinition } from "../contracts/agent.ts";
import type { LessonsEffect } from "../contracts/effects.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { History } from "../contracts/history.ts";
import type { Reservation } from "../contracts/spending.ts";
import { unmet } from "../dues/unmet.ts";
import { needsYou, type Surroundings } from "../needs-you/needs-you.ts";
import { dayIn } from "../text/zone.ts";
import { nextMoment } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";
import type { Ahead, Night, NightSession } from "./night.ts";

/** Question for a night: its agents, and from when to when. */
interface NightQuery
  extends Pick<Surroundings, "isAlive" | "stopFile" | "stopFileSince" | "exposed" | "mistakes">,
    Pick<Night, "from" | "to" | "zone"> {
  readonly agents: readonly Pick<AgentDefinition, "name" | "when">[];
}

/** A due that no process has looked after for so long is not met. */
const LATE_MS = 15 * 60_000;

/** Ledger's record of a night. Asking changes nothing. */
export async function nightOf(history: History, { from, to, zone, agents, ...around }: NightQuery): Promise<Night> {
  const [open, stops] = [await history.openSessions(), await history.stops()];
  const span = { after: from - 1, upTo: to };
  const atWork = open.filter(({ process }) => around.isAlive(process));
  const [cursors, pending] = [await history.cursors(), await history.pending()];
  const kept = { agents, cursors, pending, stops, atWork: atWork.map(({ agent }) => agent) };
  return {
    from,
    to,
    zone,
    sessions: await sessionsOf(history, { from, to, zone }),
    endings: await history.endings(span),
    spending: await history.spending(span),
    atWork,
    dead: open.filter((session) => !atWork.includes(session)),
    dues: await unusedDues(history, { from, to, agents }),
    unmet: unmet(kept, to, LATE_MS),
    needsYou: await needsYou(history, { now: to, ...around }),
    next: ahead(agents, to),
  };
}

async function sessionsOf(
  history: History,
  { from, to, zone }: Pick<NightQuery, "from" | "to" | "zone">,
): Promise<NightSession[]> {
  const latest = await history.sessions({ endedAfter: from - 1 });
  const ended = latest.filter(({ endedAt }) => endedAt !== undefined && endedAt <= to).toReversed();
  const assumptions = await history.assumptions(from - 1);
  const first = Math.min(from, ...ended.map(({ startedAt }) => startedAt));
  const money = new Map((await history.reservations(dayIn(zone, first))).map((one) => [one.session, one]));
  return Promise.all(
    ended.map(async (session) => ({
      ...session,
      assumed: assumptions.get(session.id) ?? [],
      learned: await learnedIn(history, session),
      isLeft: await isLeft(history, session),
      waiting: await tipsOf(history, session),
      ...charged(money.get(session.id)),
    })),
  );
}

async function learnedIn(history: History, { id }: SessionRecord) {
  const effects = (await history.effects(id)).filter((effect): effect is LessonsEffect => effect.kind === "lessons");
  return effects.flatMap(({ payload: { lessons, tainted } }) =>
    lessons.map(({ title }) => ({ title, ...(tainted !== undefined && { held: tainted }) })),
  );
}

async function tipsOf(history: History, { id, kept = [] }: SessionRecord) {
  const rescues = kept.length === 0 ? [] : await history.rescues({ session: id, state: "waiting" });
  return rescues.filter(({ kind }) => kind === "tip");
}

/** Work that a later session has gone on with is in that session's hands. */
async function isLeft(history: History, { workspace, item, publication }: SessionRecord): Promise<boolean> {
  if (publication?.kind !== "rescued") return false;
  return item === undefined || (await history.rescued(workspace, item))?.ref === publication.ref;
}

function charged(reservation: Reservation | undefined): Pick<NightSession, "charged" | "isGuess"> {
  if (!reservation) return {};
  const { spent, micros } = reservation;
  return spent === null ? { charged: micros, ...(micros > 0 && { isGuess: true }) } : { charged: spent };
}

async function unusedDues(history: History, { from, to, agents }: Pick<NightQuery, "from" | "to" | "agents">) {
  const each = await Promise.all(agents.map(({ name: agent }) => history.dues({ agent, from, upTo: to })));
  const isUnused = (state: string) => state === "skipped" || state === "missed";
  return each
    .flat()
    .filter((due) => due.to >= from && isUnused(due.state))
    .toSorted((a, b) => a.from - b.from);
}

/** The next time of each agent that has one, the first first. */
export function ahead(agents: NightQuery["agents"], after: number): readonly Ahead[] {
  const next = agents.flatMap(({ name: agent, when }) => {
    const moments = (when?.rules ?? []).filter(isTimeRule).flatMap((rule) => {
      const at = nextMoment(rule, after);
      return at === undefined ? [] : [{ agent, at, rule: rule.text }];
    });
    return moments.toSorted(byTime).slice(0, 1);
  });
  return next.toSorted(byTime);
}

const byTime = (a: Ahead, b: Ahead) => a.at - b.at;
