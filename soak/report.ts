import { median } from "../src/core/text/median.ts";
import type { Violation } from "./checker.ts";
import type { Harm } from "./nemesis.ts";
import type { StateSize } from "./state-size.ts";
import type { SoakSettings, SoakWorld } from "./world.ts";

/** So many sessions are held side by side with so many. */
const SIDE_BY_SIDE = 100;
/** What a session takes besides its agent may grow so much over a run. */
const MOST_GROWTH = 1.2;

interface Outcome {
  readonly harm: Harm;
  readonly violations: readonly Violation[];
  readonly looks: number;
  readonly seconds: number;
  /** After the first hundred sessions, where there were so many, and at the end. */
  readonly sizes: readonly StateSize[];
}

/** What a soak came to, as a file that can be read later. Times in milliseconds, sizes in KiB. */
export interface SoakReport extends Outcome {
  readonly settings: SoakSettings;
  readonly sessions: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly publications: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly rescues: number;
  /** What midwatch took for a session besides its agent, in the middle of the first and of the last hundred, or half. */
  readonly overhead: { readonly of: number; readonly first: number; readonly last: number; readonly ratio: number };
}

export function reportOf(world: SoakWorld, outcome: Outcome): SoakReport {
  const counts = (column: "outcome" | "publication") =>
    Object.fromEntries(
      world
        .rows<{ kind: string; n: number }>(
          `SELECT ${column} ->> 'kind' AS kind, count(*) AS n FROM session GROUP BY 1 ORDER BY 2 DESC`,
        )
        .map(({ kind, n }) => [kind, n]),
    );
  return {
    settings: world.settings,
    sessions: world.rows<{ n: number }>("SELECT count(*) AS n FROM session")[0]?.n ?? 0,
    outcomes: counts("outcome"),
    publications: counts("publication"),
    writes: world.noted().filter(({ type }) => type === "wrote").length,
    rescues: world.git(world.hub, "for-each-ref", "--format=%(refname)", "refs/midwatch").split("\n").length,
    overhead: overhead(world),
    ...outcome,
  };
}

/** Of sessions whose agent came to its own end. */
function overhead(world: SoakWorld): SoakReport["overhead"] {
  const agent = new Map<string, { begins?: number; ends?: number }>();
  for (const { session, type, at } of world.noted())
    if (type === "begins" || type === "ends") agent.set(session, { ...agent.get(session), [type]: at });
  const sessions = world.rows<{ id: string; took: number }>(
    "SELECT id, ended - started AS took FROM session WHERE outcome ->> 'kind' NOT IN ('crashed', 'stopped') ORDER BY started",
  );
  const own = sessions.flatMap(({ id, took }) => {
    const { begins, ends } = agent.get(id) ?? {};
    return begins !== undefined && ends !== undefined ? [took - (ends - begins)] : [];
  });
  const of = Math.min(SIDE_BY_SIDE, Math.floor(own.length / 2));
  const [first = 0, last = 0] = [own.slice(0, of), own.slice(own.length - of)].map((part) => median(part) ?? 0);
  return { of, first, last, ratio: first === 0 ? 1 : Math.round((100 * last) / first) / 100 };
}

/** What a session takes and what is kept, early and late, side by side. */
export function overheadOf({ overhead: { of, first, last, ratio }, sizes }: SoakReport): readonly string[] {
  const verdict = ratio <= MOST_GROWTH ? `no more than ${MOST_GROWTH}` : `MORE THAN ${MOST_GROWTH}`;
  const kept = sizes.map(
    ({ sessions, ledger, hub, looseObjects, records }) =>
      `soak: state after ${sessions} sessions: ledger ${ledger} KiB, hub ${hub} KiB with ${looseObjects} loose objects, records ${records} KiB`,
  );
  return [
    `soak: a session took, besides its agent, ${first} ms among the first ${of} and ${last} ms among the last ${of}: ${ratio} times, ${verdict}`,
    ...kept,
  ];
}
