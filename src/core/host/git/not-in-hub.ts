import { readClone } from "./clone-state.ts";
import type { Git } from "./git.ts";
import { namesOf } from "./kept-tips.ts";

/** Commits that a clone names and no ref of the hub reaches, a sentence each; of some that is known already. */
export async function notInHub(hub: Git, clone: string, known: readonly string[]): Promise<readonly string[]> {
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

/** False as well where it is not there at all. */
async function isReached(hub: Git, id: string): Promise<boolean> {
  const beyond = await hub.line(["rev-list", "--max-count=1", id, "--not", "--all"]).catch(() => "?");
  if (beyond === "" || beyond === "?") return beyond === "";
  // Where the dates of commits go back it is not told by their order; one look at each ref tells.
  return (await hub.line(["for-each-ref", "--count=1", `--contains=${id}`]).catch(() => "")) !== "";
}
