import type { FleetEvidence } from "../../src/audit/evidence.ts";
import { LEDGER_RULES } from "../../src/audit/ledger-rules.ts";
import { sessionAt } from "./folders.ts";
import { MAIN } from "./remote.ts";
import { CAPS, type ModelWorld } from "./world.ts";

type Rule = (world: ModelWorld) => readonly string[];

/** What does not hold in a world that has come to rest, a sentence each. */
export async function violationsIn(world: ModelWorld): Promise<readonly string[]> {
  const evidence: FleetEvidence = { rows: (sql) => world.rows(sql), repositories: [], clones: [] };
  const found: string[] = [];
  for (const rule of LEDGER_RULES)
    found.push(...(await rule.check(evidence)).broken.map((detail) => `${rule.name}: ${detail}`));
  for (const [name, rule] of Object.entries(RULES)) found.push(...rule(world).map((detail) => `${name}: ${detail}`));
  return found;
}

/** On the remote, under a ref of the hub that keeps it, or in a clone that somebody is asked to look at. */
function lost({ objects, remote, refs, folders, witness, db }: ModelWorld): string[] {
  const kept = [...refs].filter(([ref]) => ref.startsWith("refs/midwatch/")).map(([, commit]) => commit);
  const safe = objects.texts(objects.history(...remote.refs.values(), ...kept));
  const owed = db.rows<{ key: string }>("SELECT key FROM obligation WHERE settled IS NULL").map(({ key }) => key);
  const isOwed = (session: string) =>
    owed.some((key) => key.includes(session)) && folders.clones.has(folders.clone(folders.path(session)));
  return witness.wrote.filter(({ text, session }) => !safe.has(text) && !isOwed(session)).map(({ text }) => text);
}

/** A record of a session stands on the branch once; what a person took off may come back with what was built on it. */
function twice({ objects, remote }: ModelWorld): string[] {
  const records = [...objects.history(remote.main)]
    .filter((id) => !remote.takenOff.has(id))
    .map((id) => objects.at(id).message.text)
    .filter((text) => text.startsWith("Record "))
    .map((text) => text.split("Midwatch-Session: ")[1] ?? "");
  return records.filter((session, at) => records.indexOf(session) !== at);
}

interface Charged {
  readonly session: string;
  readonly spent: number | null;
  readonly state: string;
}

function charged(world: ModelWorld): string[] {
  const rows = world.rows<Charged>("SELECT session, spent, state FROM reservation");
  const wrong = rows.filter(({ session, spent }) => spent !== (world.witness.cost.get(session) ?? 0));
  return wrong.map(
    ({ session, spent, state }) => `${session} cost ${world.witness.cost.get(session)}: ${spent}, ${state}`,
  );
}

function overCaps(world: ModelWorld): string[] {
  const sums = world.rows<{ day: string; agent: string; used: number }>(
    "SELECT day, agent, sum(coalesce(spent, micros)) AS used FROM reservation GROUP BY day, agent",
  );
  const days = Map.groupBy(sums, ({ day }) => day);
  const fleet = [...days].map(([day, all]) => ({ day, used: all.reduce((sum, { used }) => sum + used, 0) }));
  return [
    ...sums.filter(({ used }) => used > CAPS.agentDay).map(({ agent, day, used }) => `${agent} on ${day}: ${used}`),
    ...fleet.filter(({ used }) => used > CAPS.fleetDay).map(({ day, used }) => `all on ${day}: ${used}`),
  ];
}

function letters(world: ModelWorld): string[] {
  const { letters: arrived } = world.witness;
  const repeated = arrived.filter((mark, at) => arrived.indexOf(mark) !== at).map((mark) => `${mark} came twice`);
  const [row] = world.rows<{ n: number }>("SELECT count(*) AS n FROM delivery WHERE state = 'confirmed'");
  const open = world.rows<{ id: string; state: string }>(
    "SELECT id, state FROM delivery WHERE state IN ('intent', 'sent')",
  );
  const missing = (row?.n ?? 0) > new Set(arrived).size ? ["more are said to have come than came"] : [];
  return [...repeated, ...missing, ...open.map(({ id, state }) => `${id} is ${state}`)];
}

const RULES: Readonly<Record<string, Rule>> = {
  "every completed write is reachable": lost,
  "no session's record is there twice": twice,
  "no clone is left without anybody being asked": ({ db, folders }) => {
    const owed = db.rows<{ key: string }>("SELECT key FROM obligation WHERE settled IS NULL").map(({ key }) => key);
    const left = [...folders.clones.keys()].map(sessionAt);
    return left.filter((session) => !owed.some((key) => key.includes(session)));
  },
  "every session is over": (world) =>
    world.rows<{ id: string }>("SELECT id FROM session WHERE outcome IS NULL").map(({ id }) => id),
  "every effect is confirmed": (world) =>
    world
      .rows<{ kind: string; session: string; reason: string }>(
        "SELECT kind, session, reason FROM effect WHERE state IN ('intent', 'sent')",
      )
      .map(({ kind, session, reason }) => `${kind} of ${session}: ${reason}`),
  "a session is charged what it took": charged,
  "nothing is spent beyond a cap": overCaps,
  "each letter comes once": letters,
  "kept work that was sent is on the remote": ({ db, remote }) =>
    db
      .rows<{ ref: string }>("SELECT ref FROM rescue WHERE state = 'waiting' AND kind = 'work'")
      .filter(({ ref }) => !remote.refs.has(ref))
      .map(({ ref }) => ref),
  "what is published is on the branch": ({ db, objects, remote }) =>
    db
      .rows<{ id: string; commit: string }>(
        `SELECT id, publication ->> 'commit' AS "commit" FROM session WHERE publication ->> 'kind' = 'published'`,
      )
      .filter(({ commit }) => !objects.contains(remote.refs.get(MAIN) ?? "", commit))
      .map(({ id }) => id),
};
