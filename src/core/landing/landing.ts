import type { Clock } from "../contracts/clock.ts";
import type { PushRefusal } from "../contracts/refusal.ts";
import type { Workspace } from "../contracts/workspace.ts";

/** So often in a row others may be quicker. */
const ATTEMPTS = 10;
/** Number of looks after which a lock counts as stuck: a mere write does not hold it for so long. */
const LOOKS_AT_A_LOCK = 3;

/** Result of a push to a workspace's branch. Without a refusal, the remote could not be reached. */
export type Landed =
  | { readonly kind: "landed"; readonly commit: string }
  | { readonly kind: "pending"; readonly reason: string; readonly refusal?: PushRefusal };

/** The commit to push on top of an upstream; or the one that is there already. */
export type Built = { readonly tip: string } | { readonly arrived: string };

/** Fetch, build, push to the branch, confirm: until it has arrived, is refused, or others were quicker too often. */
export async function land(
  { clock, workspace }: { readonly clock: Clock; readonly workspace: Workspace },
  build: (upstream: string) => Promise<Built>,
  signal: AbortSignal,
): Promise<Landed> {
  let locked = 0;
  let reason = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await clock.backOff(attempt, signal);
    const fetched = await workspace.fetch(signal);
    if (!fetched.ok) {
      const { reason: why, refusal } = fetched;
      return { kind: "pending", reason: why, ...(refusal && { refusal }) };
    }
    const built = await build(fetched.commit);
    if ("arrived" in built) return { kind: "landed", commit: built.arrived };
    const pushed = await workspace.push(built.tip, `refs/heads/${workspace.branch}`, signal);
    if (pushed.kind === "pushed") return { kind: "landed", commit: built.tip };
    reason = pushed.reason;
    if (pushed.kind === "behind") continue;
    if (pushed.refusal.kind === "lock" && ++locked < LOOKS_AT_A_LOCK) continue;
    return { kind: "pending", reason, refusal: pushed.refusal };
  }
  return overtaken(reason);
}

function overtaken(reason: string): Landed {
  const said = `the remote moved on ${ATTEMPTS} times in a row: ${reason}`;
  return { kind: "pending", reason: said, refusal: { kind: "busy", said, mend: "nothing: it is tried again" } };
}
