import type { Fleet } from "../contracts/fleet.ts";
import type { Rescue } from "../contracts/rescues.ts";
import { DAY } from "../text/time-units.ts";

/** For so long a remote that would not let go of a ref is left alone. */

/** Takes the ref of kept work off its remote; answers with why it could not be. That is tried again on another day. */
export async function leaveRemote(
  { workspaces, ledger, clock }: Pick<Fleet, "workspaces" | "ledger" | "clock">,
  { workspace, ref, offRemote }: Rescue,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (offRemote) return undefined;
  const trouble = await workspaces.get(workspace).keptRefs.takeOff(ref, signal);
  if (trouble === undefined) await ledger.rescues.leftRemote(workspace, ref);
  else await ledger.rescues.staysOnRemote(workspace, ref, clock.now() + DAY);
  return trouble;
}
