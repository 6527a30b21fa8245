import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMIT, type NamedCommit } from "./clone-refs.ts";
import { Git } from "./git.ts";
import { type HeldBeside, NOTHING_HELD } from "./held-beside.ts";
import { fetchInto, type Import, looseObjects, makeCarrier } from "./import-commits.ts";
import { RepositoryFiles } from "./repository-files.ts";

const MOST_OBJECTS = 1_000_000;
const MOST_TIPS = 200;
/** Names of a repository, and the commits of the hub that they reach. */
interface Remembered {
  readonly reached: readonly string[];
  readonly named: readonly NamedCommit[];
}

/** Subject that git gives to a stash. */
const STASHED = /^(?:WIP on|On) [^:]+: /;

/**
 * A stash that was dropped, a branch that was removed with its work tree: until git clears them away they are there, and
 * nothing names them. Those that no other builds on come into the hub.
 */
export async function importForgotten(place: Import, { reached, named }: Remembered): Promise<HeldBeside> {
  const loose = looseObjects(new RepositoryFiles(place.gitDir));
  const packs = new RepositoryFiles(place.gitDir).list("objects/pack");
  if (loose.length + packs.length === 0) return NOTHING_HELD;
  const carrier = existsSync(place.carrier)
    ? new Git({ gitDir: place.carrier, config: place.config })
    : await makeCarrier(place);
  const known = new Set([...reached, ...named.map(({ id }) => id)]);
  const candidates = await commitsAmong(carrier, [...loose, ...(await packedIn(carrier))], known);
  const tips = candidates.length === 0 ? [] : await tipsAmong(carrier, candidates, reached);
  if (tips.length === 0) return NOTHING_HELD;
  if (tips.length > MOST_TIPS) throw new Error(`there are ${tips.length} of them`);
  return fetched(place, carrier, await namedAs(carrier, tips));
}

/** All at once, or those that can be. */
async function fetched(place: Import, carrier: Git, commits: readonly NamedCommit[]): Promise<HeldBeside> {
  const ids = commits.map(({ id }) => id);
  const isDone = await fetchInto(place, carrier, ids).then(
    () => true,
    () => false,
  );
  if (isDone) return { held: commits, missing: [] };
  const held: NamedCommit[] = [];
  const missing: string[] = [];
  for (const one of commits)
    await fetchInto(place, carrier, [one.id]).then(
      () => held.push(one),
      (error: Error) => missing.push(`${one.id.slice(0, 7)}, ${one.from}, could not be kept: ${error.message}`),
    );
  return { held, missing };
}

async function packedIn(carrier: Git): Promise<readonly string[]> {
  const folder = join(carrier.place.gitDir, "objects", "pack");
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".idx")) continue;
    const printed = await carrier.run(["show-index"], { input: await readFile(join(folder, name)) });
    for (const line of printed.split("\n")) found.push(line.split(" ")[1] ?? "");
  }
  return found.filter((id) => COMMIT.test(id));
}

async function commitsAmong(
  carrier: Git,
  ids: readonly string[],
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (ids.length > MOST_OBJECTS) throw new Error(`there are ${ids.length} objects`);
  const input = ids.map((id) => `${id}\n`).join("");
  const printed = await carrier.catFile(["--batch-check=%(objecttype) %(objectname)"], { input });
  return printed
    .toString("latin1")
    .split("\n")
    .flatMap((line) => (line.startsWith("commit ") ? [line.slice("commit ".length)] : []))
    .filter((id) => !known.has(id));
}

/** Commits among those, not in the reached history, that no other commit builds on. */
async function tipsAmong(
  carrier: Git,
  commits: readonly string[],
  reached: readonly string[],
): Promise<readonly string[]> {
  const input = [...commits, ...reached.map((id) => `^${id}`)].map((line) => `${line}\n`).join("");
  const printed = await carrier.line(["rev-list", "--parents", "--stdin"], { input });
  const lines = printed.split("\n").filter(Boolean);
  const built = new Set(lines.flatMap((line) => line.split(" ").slice(1)));
  return lines.map((line) => line.split(" ")[0] ?? "").filter((id) => !built.has(id));
}

async function namedAs(carrier: Git, tips: readonly string[]): Promise<readonly NamedCommit[]> {
  const printed = await carrier.line(["log", "--no-walk=unsorted", "--format=%H%x09%P%x09%s", ...tips, "--"]);
  return printed.split("\n").map((line) => {
    const [id = "", parents = "", subject = ""] = line.split("\t");
    const isStash = parents.includes(" ") && STASHED.test(subject);
    return isStash
      ? { id, from: "a stash that was dropped", name: "stash" }
      : { id, from: "what nothing names any more", name: "forgotten" };
  });
}
