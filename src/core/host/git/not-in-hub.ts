import type { KeptTip } from "../../contracts/outcome.ts";
import { readClone } from "./clone-state.ts";
import type { Git } from "./git.ts";
import { namesOf } from "./kept-tips.ts";

/** Commits that a clone names and no ref of the hub reaches, a sentence each; of some that is known already. */
export async function notInHub(hub: Git, clone: string, known: readonly string[] = []): Promise<readonly string[]> {
  const state = readClone(clone);
  if (!state) return [];
  const names = namesOf([...state.named, ...headOf(state)], new Map());
  const left: string[] = [];
  const asked = [...names].filter(([id]) => !known.includes(id));
  for (const [id, { from }] of asked)
    if (!(await isReached(hub, id))) left.push(`${id.slice(0, 7)} of ${from} is under no ref of the hub`);
  return left;
}

const headOf = ({ head }: { readonly head: { readonly commit?: string } | undefined }) =>
  head?.commit === undefined ? [] : [{ id: head.commit, from: "HEAD", name: "HEAD" }];

/** Work that the hub is to hold for a session, by commit or ref. */
export function heldAs({ work }: { readonly work?: string }, kept: readonly KeptTip[]): ReadonlyMap<string, string> {
  const own = work === undefined ? [] : [[work, "what it did on its branch"] as const];
  return new Map([...own, ...kept.map(({ ref, from }) => [ref, `what was kept of ${from}`] as const)]);
}

/** Sentences for work that was kept in the hub and has been cleared there since. */
export async function lostSince(
  hub: Git,
  { held, base }: { readonly held: ReadonlyMap<string, string>; readonly base: string },
): Promise<readonly string[]> {
  const all = [...held.keys()];
  if (all.length === 0 || ((await areReached(hub, all)) && (await areWhole(hub, all, base)))) return [];
  const lost: string[] = [];
  for (const [revision, from] of held)
    if (!(await areWhole(hub, [revision], base))) lost.push(`${from} is not whole in the hub any more`);
    else if (!(await isReached(hub, revision))) lost.push(`${from} is under no ref of the hub any more`);
  return lost;
}

const areReached = async (hub: Git, commits: readonly string[]) =>
  (await hub
    .line(["rev-list", "--max-count=1", "--stdin", "--not", "--all"], { input: lines(commits) })
    .catch(() => "?")) === "";

/** With all files, as far as the base, which is published. */
const areWhole = (hub: Git, commits: readonly string[], base: string) =>
  hub.asks(["rev-list", "--objects", "--quiet", "--stdin"], { input: lines([...commits, `^${base}`]) });

const lines = (values: readonly string[]) => values.map((value) => `${value}\n`).join("");

/** False as well where it is not there at all. */
async function isReached(hub: Git, id: string): Promise<boolean> {
  if (!(await hub.asks(["cat-file", "-e", id]))) return false;
  if (await areReached(hub, [id])) return true;
  // Where the dates of commits go back it is not told by their order; one look at each ref tells.
  return (await hub.line(["for-each-ref", "--count=1", `--contains=${id}`]).catch(() => "")) !== "";
}
