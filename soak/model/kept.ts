import type { KeptRefs } from "../../src/core/contracts/kept-refs.ts";
import type { Objects } from "./objects.ts";
import type { Remote } from "./remote.ts";

interface Place {
  readonly objects: Objects;
  readonly remote: Remote;
  /** The hub's refs. */
  readonly refs: Map<string, string>;
}

const TRACKING = "refs/midwatch/upstream/main";

/** Under which a hub knows what its remote had when it was asked last. */
export const upstreamIn = (refs: ReadonlyMap<string, string>): string | undefined => refs.get(TRACKING);
export const setUpstream = (refs: Map<string, string>, commit: string): void => void refs.set(TRACKING, commit);

/** The refs of a hub in memory that keep what is in nothing published. */
export function keptRefs({ objects, remote, refs }: Place): KeptRefs {
  const extent = (commit: string) => {
    const upstream = upstreamIn(refs);
    const own = [...objects.history(commit)].filter((id) => upstream === undefined || !objects.contains(upstream, id));
    return { commits: own.length, files: objects.texts(own).size, bytes: own.length };
  };
  return {
    commitAt: async (named) => refs.get(named) ?? (objects.has(named) ? named : undefined),
    whole: async (ref) => {
      const commit = refs.get(ref);
      return commit === undefined ? undefined : { ref, commit, tips: [], isApart: false };
    },
    all: async () => [...refs.keys()].filter((ref) => /^refs\/midwatch\/(?:rescue|kept)\//.test(ref)),
    within: async (history) => {
      const all = objects.history(history);
      return new Set([...refs].filter(([ref, id]) => ref !== TRACKING && all.has(id)).map(([ref]) => ref));
    },
    extent: async (commit) => extent(commit),
    lostWith: async (ref) => extent(refs.get(ref) ?? ""),
    story: async () => ({ commits: [], stat: "", patch: "" }),
    drop: async (ref) => void refs.delete(ref),
    isOnRemote: async (ref) => (remote.mood === "away" ? undefined : remote.refs.has(ref)),
    takeOff: async (ref) => {
      if (remote.mood === "away") return "the remote is away";
      remote.refs.delete(ref);
      return undefined;
    },
    open: () => Promise.reject(new Error("nobody opens a clone in the model")),
  };
}
