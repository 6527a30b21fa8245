import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Violation } from "./checker.ts";
import type { Harm } from "./nemesis.ts";
import type { SoakSettings, SoakWorld } from "./world.ts";

interface Outcome {
  readonly harm: Harm;
  readonly violations: readonly Violation[];
  readonly looks: number;
  readonly seconds: number;
}

/** What a soak came to, as a file that can be read later. Times in milliseconds, sizes in KiB. */
export interface SoakReport extends Outcome {
  readonly settings: SoakSettings;
  readonly sessions: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly publications: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly rescues: number;
  /** What midwatch took for a session besides its agent, in the middle of the first and of the last hundred. */
  readonly overhead: { readonly first: number; readonly last: number };
  readonly state: { readonly ledger: number; readonly hub: number; readonly sessions: number };
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
  const state = join(world.fleet, ".midwatch");
  return {
    settings: world.settings,
    sessions: world.rows<{ n: number }>("SELECT count(*) AS n FROM session")[0]?.n ?? 0,
    outcomes: counts("outcome"),
    publications: counts("publication"),
    writes: world.noted().filter(({ type }) => type === "wrote").length,
    rescues: world.git(world.hub, "for-each-ref", "--format=%(refname)", "refs/midwatch").split("\n").length,
    overhead: overheadOf(world),
    state: {
      ledger: sizeOf(join(state, "ledger.db")),
      hub: sizeOf(world.hub),
      sessions: sizeOf(join(state, "sessions")),
    },
    ...outcome,
  };
}

/** Of sessions whose agent came to its own end. */
function overheadOf(world: SoakWorld): SoakReport["overhead"] {
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
  return { first: median(own.slice(0, 100)), last: median(own.slice(-100)) };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const sizeOf = (path: string) => Number(execFileSync("du", ["-sk", path], { encoding: "utf8" }).split("\t")[0]);
