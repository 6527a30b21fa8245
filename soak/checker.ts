import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { audit } from "../src/audit/audit.ts";
import { withEvidence } from "../src/audit/gather.ts";
import { processesOf } from "./processes.ts";
import type { Noted, SoakWorld } from "./world.ts";

/** Something that must not be. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}

type Check = (world: SoakWorld) => readonly string[];

/** Everything that holds when nobody does harm any more, told from repositories, ledger and logs alone. */
export async function violationsIn(world: SoakWorld): Promise<Violation[]> {
  const place = { name: "desk", branch: "main", remote: world.remote };
  const { rules } = await withEvidence({ state: join(world.fleet, ".midwatch"), workspaces: [place] }, audit);
  const audited = rules.flatMap(({ name, broken }) => broken.map((detail) => ({ rule: name, detail })));
  const own = Object.entries(CHECKS).flatMap(([rule, check]) => check(world).map((detail) => ({ rule, detail })));
  return [...audited, ...own];
}

/** Names of all texts that refs of a repository lead to. */
function blobsOf(world: SoakWorld, repository: string, patterns: readonly string[]): Set<string> {
  const refs = world
    .git(repository, "for-each-ref", "--format=%(refname)", ...patterns)
    .split("\n")
    .filter(Boolean);
  if (refs.length === 0) return new Set();
  const listed = world.git(repository, "rev-list", "--objects", "--no-object-names", ...refs);
  return new Set(listed.split("\n"));
}

/** On the branch or on a rescue ref of the remote, kept in the hub and named, or in a clone that somebody is asked to look at. */
function lostWrites(world: SoakWorld): string[] {
  const remote = blobsOf(world, world.remote, ["refs/heads", "refs/midwatch"]);
  const hub = blobsOf(world, world.hub, ["refs/midwatch"]);
  const owed = new Set(
    world
      .rows<{ key: string }>(
        "SELECT key FROM obligation WHERE settled IS NULL AND (key LIKE 'salvage:%' OR key LIKE 'clone:%')",
      )
      .map(({ key }) => key.slice(key.indexOf(":") + 1))
      .filter((session) => existsSync(join(world.fleet, ".midwatch/sessions", session, "clone"))),
  );
  const wrote = world
    .noted()
    .filter((line): line is Noted & { blob: string } => line.type === "wrote" && line.blob !== undefined);
  const lost = wrote.filter(({ blob, session }) => !remote.has(blob) && !hub.has(blob) && !owed.has(session));
  return lost.map(({ session, path }) => `${path} of session ${session} (${howItEnded(world, session)})`);
}

function howItEnded(world: SoakWorld, session: string): string {
  const [row] = world.rows<{ outcome: string; publication: string }>(
    "SELECT outcome, publication FROM session WHERE id = ?",
    session,
  );
  return row ? `${row.outcome}; ${row.publication}`.slice(0, 400) : "it is not in the ledger";
}

const openSessions = (world: SoakWorld) =>
  world.rows<{ id: string }>("SELECT id FROM session WHERE outcome IS NULL").map(({ id }) => id);

/**
 * Each agent writes below a folder of its own name; what a sibling wrote for the same item may be gone on with. What a
 * sibling had published, or stood on the branch when the session began, comes back with what was built on it, and what
 * had been removed from it is gone again, where a person has taken that off by force meanwhile.
 */
function foreignFiles(world: SoakWorld): string[] {
  const rows = world.rows<{ id: string; agent: string; item: string; publication: string; base: string | null }>(
    "SELECT id, agent, item ->> 'id' AS item, publication ->> 'kind' AS publication, base FROM session",
  );
  const sessions = new Map(rows.map((row) => [row.id, row]));
  const writers = new Map(
    world.noted().flatMap((noted) => (noted.path === undefined ? [] : [[noted.path, noted] as const])),
  );
  const isFree = (path: string, item: string) => {
    const writer = writers.get(path);
    const { publication = "" } = sessions.get(writer?.session ?? "") ?? {};
    return writer?.item === item || publication === "published" || publication === "withdrawn";
  };
  const format = "--format=%x01%(trailers:key=Midwatch-Session,valueonly,separator=%x2C) %H";
  const log = world.git(world.remote, "log", "-m", "--first-parent", "--name-only", format, "main");
  return log.split("\u0001").flatMap((commit) => {
    const [head = "", ...paths] = commit.split("\n").filter(Boolean);
    const [id = "", own = ""] = head.split(" ");
    const session = sessions.get(id);
    if (!session) return [];
    const others = world.agents.filter((other) => other !== session.agent);
    return paths
      .filter((path) => others.some((other) => path.startsWith(`work/${other}/`)) && !isFree(path, session.item))
      .filter(
        (path) => session.base === null || (!has(world, `${session.base}:${path}`) && has(world, `${own}:${path}`)),
      )
      .map((path) => `${path} in a commit of ${session.agent}'s session ${id}`);
  });
}

function markers(world: SoakWorld): string[] {
  try {
    return world.git(world.remote, "grep", "-lE", "^(<{7}|>{7}) ", "main").split("\n").filter(Boolean);
  } catch {
    return []; // Nothing found is an exit code of 1.
  }
}

/** What is not on its way any more is owed: a person is asked, and the session says so. */
const openEffects = (world: SoakWorld) =>
  world
    .rows<{ id: string; session: string; kind: string; reason: string }>(
      `SELECT id, session, kind, reason FROM effect WHERE state IN ('intent', 'sent')
        AND NOT EXISTS (SELECT 1 FROM obligation WHERE settled IS NULL AND instr(key, effect.session) > 0 OR instr(key, effect.id) > 0)`,
    )
    .map(({ id, session, kind, reason }) => `${kind} ${id} of session ${session}: ${reason}`);

function letters(world: SoakWorld): string[] {
  const brought = readFileSync(join(world.outside, "letters.jsonl"), "utf8").split("\n").filter(Boolean);
  const known = new Set(brought.map((line) => (JSON.parse(line) as { mark: string }).mark));
  const open = world.rows<{ id: string; state: string; reason: string }>(
    "SELECT id, state, reason FROM delivery WHERE state IN ('intent', 'sent', 'held')",
  );
  const confirmed =
    world.rows<{ n: number }>("SELECT count(*) AS n FROM delivery WHERE state = 'confirmed'")[0]?.n ?? 0;
  const missing = confirmed > known.size ? [`${confirmed} are said to be delivered, ${known.size} arrived`] : [];
  return [...missing, ...open.map(({ id, state, reason }) => `${id} is ${state}: ${reason}`)];
}

/** A lesson that a session proposed stands in the workspace, unless a person has taken it off, and was not taken for another. */
function missingLessons(world: SoakWorld): string[] {
  const effects = world.rows<{ session: string; payload: string }>(
    "SELECT session, payload FROM effect WHERE kind = 'lessons' AND state = 'confirmed'",
  );
  const there = lessonsIn(world, "main");
  const missing = effects.flatMap(({ session, payload }) => {
    const tags = [...payload.matchAll(/TAG-\d+/g)].map(([tag]) => tag);
    return [...new Set(tags)].filter((tag) => !there.includes(tag)).map((tag) => ({ tag, session }));
  });
  if (missing.length === 0) return [];
  const off = takenOff(world).map((commit) => lessonsIn(world, commit));
  return missing
    .filter(({ tag }) => !off.some((text) => text.includes(tag)))
    .map(({ tag, session }) => `${tag} of session ${session}`);
}

function lessonsIn(world: SoakWorld, commit: string): string {
  try {
    return world.git(world.remote, "grep", "-h", "TAG-", commit, "--", "lessons");
  } catch {
    return ""; // Nothing found is an exit code of 1.
  }
}

/** What the remote had on its branch, until a person forced another there. Kept work may have been built on it. */
function takenOff(world: SoakWorld): string[] {
  const listed = world.git(world.remote, "fsck", "--unreachable", "--no-reflogs", "--connectivity-only");
  const unreachable = [...listed.matchAll(/^unreachable commit (\w+)$/gm)].map(([, commit = ""]) => commit);
  return [...unreachable, ...world.git(world.remote, "rev-list", "--all", "--not", "main").split("\n").filter(Boolean)];
}

/** The remote keeps the objects of what was forced off its branch, and has never kept those of what it refused. */
function neverThere(world: SoakWorld): string[] {
  const withdrawn = world.rows<{ id: string; commit: string }>(
    `SELECT id, publication ->> 'commit' AS "commit" FROM session WHERE publication ->> 'kind' = 'withdrawn'`,
  );
  return withdrawn
    .filter(({ commit }) => !has(world, commit))
    .map(({ id, commit }) => `${commit.slice(0, 7)} of session ${id} never came to the remote`);
}

function has(world: SoakWorld, commit: string): boolean {
  try {
    world.git(world.remote, "cat-file", "-e", commit);
    return true;
  } catch {
    return false; // It says so by its exit code.
  }
}

/** A mere group promises nothing about daemons that have left it. */
function leftProcesses({ root, settings }: SoakWorld): string[] {
  const left = processesOf(root).filter(({ kind }) => settings.containment !== "group" || kind !== DAEMON);
  return left.map(({ pid, kind }) => `${kind} ${pid}`);
}

/** What agents leave behind them. */
const DAEMON = "sleep";

const CHECKS: Readonly<Record<string, Check>> = {
  "every completed write is reachable": lostWrites,
  "every session is over": openSessions,
  "nothing foreign is in a session's commits": foreignFiles,
  "no conflict marker is published": markers,
  "no process is left": leftProcesses,
  "what is said to be taken off the branch was on it": neverThere,
  "each effect is confirmed, or owed": openEffects,
  "each letter is brought": letters,
  "what was learned is there": missingLessons,
};
