import type { AgentDefinition } from "../contracts/agent.ts";
import type { LessonsEffect } from "../contracts/effects.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { History } from "../contracts/history.ts";
import type { ListedFor } from "../contracts/night-history.ts";
import type { Reservation, SpendingTime } from "../contracts/spending.ts";
import { unmet } from "../dues/unmet.ts";
import { needsYou, type Surroundings } from "../needs-you/needs-you.ts";
import { nextMoment } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";
import type { Ahead, Night, NightSession } from "./night.ts";

/** Question for a night: its agents, and from when to when. */
interface NightQuery
  extends Pick<Surroundings, "isAlive" | "stopFile" | "stopFileSince" | "exposed" | "mistakes">,
    Pick<Night, "from" | "to" | "zone"> {
  readonly agents: readonly Pick<AgentDefinition, "name" | "when">[];
  readonly most?: MostTold;
}

/** So many sessions are told of one by one, so many that came to something, and so many in each other list. All are counted. */
export interface MostTold {
  readonly sessions: number;
  readonly fruitful: number;
  readonly others: number;
}

const FOR_PROGRAMS: MostTold = { sessions: 500, fruitful: 200, others: 200 };

/** A due that no process has looked after for so long is not met. */
const LATE_MS = 15 * 60_000;

/** Ledger's record of a night. Asking changes nothing, and takes no more memory the more sessions there were. */
export async function nightOf(history: History, { from, to, zone, agents, ...asked }: NightQuery): Promise<Night> {
  const { most = FOR_PROGRAMS, ...around } = asked;
  const [open, stops] = [await history.openSessions(), await history.stops()];
  const span = { after: from - 1, upTo: to };
  const atWork = open.filter(({ process }) => around.isAlive(process));
  const [cursors, pending] = [await history.cursors(), await history.pending()];
  const kept = { agents, cursors, pending, stops, atWork: atWork.map(({ agent }) => agent) };
  return {
    from,
    to,
    zone,
    sessions: (await newestOf(history, "all", { span, limit: most.sessions })).sessions.toReversed(),
    lists: await listsOf(history, span, most),
    failures: await history.night.failures(span),
    fruitless: await history.night.fruitless(span),
    endings: await history.endings(span),
    spending: await history.spending(span),
    atWork,
    dead: open.filter((session) => !atWork.includes(session)),
    dues: await history.night.unusedDues(span),
    unmet: unmet(kept, to, LATE_MS),
    needsYou: await needsYou(history, { now: to, ...around }),
    offBranch: (await history.rescues({ state: "waiting" })).length,
    next: ahead(agents, to),
  };
}

async function listsOf(history: History, span: SpendingTime, most: MostTold): Promise<Night["lists"]> {
  const limit = most.others;
  return {
    fruitful: await newestOf(history, "fruitful", { span, limit: most.fruitful }),
    "off-branch": await newestOf(history, "off-branch", { span, limit }),
    assumed: await newestOf(history, "assumed", { span, limit }),
    learned: await newestOf(history, "learned", { span, limit }),
  };
}

interface ListedSpan {
  readonly span: SpendingTime;
  readonly limit: number;
}

async function newestOf(history: History, listedFor: ListedFor, { span, limit }: ListedSpan) {
  const { all, sessions } = await history.night.listed(span, listedFor, limit);
  return { all, sessions: await Promise.all(sessions.map((session) => toldBy(history, session))) };
}

async function toldBy(history: History, session: SessionRecord): Promise<NightSession> {
  return {
    ...session,
    assumed: await history.night.assumedBy(session.id),
    learned: await learnedIn(history, session),
    isLeft: await isLeft(history, session),
    waiting: await tipsOf(history, session),
    ...charged(await history.night.chargeOf(session.id)),
  };
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
