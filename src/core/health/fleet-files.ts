import type { Fleet } from "../contracts/fleet.ts";
import type { HealthReport } from "../contracts/health-report.ts";

/** The cause under which a change of the fleet's own files is an incident. */
export const FLEET_FILES = "fleet-files";

type Watched = Pick<Fleet, "ledger" | "clock" | "ownFiles">;

/**
 * Runs a session's agent, and looks afterwards whether the fleet's files are unchanged: an agent that is not contained
 * could give itself other duties, another budget, other programs.
 */
export async function watchingFleetFiles<T>(fleet: Watched, session: string, run: () => Promise<T>): Promise<T> {
  const before = fleet.ownFiles?.();
  try {
    return await run();
  } finally {
    const changed = before && fleet.ownFiles ? differing(before, fleet.ownFiles()) : [];
    if (changed.length > 0) await reportChangedFiles(fleet, session, changed);
  }
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}

async function reportChangedFiles(
  { ledger, clock }: Watched,
  session: string,
  changed: readonly string[],
): Promise<void> {
  const open = await ledger.history.openSessions();
  const atWork = open.map(({ id, agent }) => `${agent} (${id.slice(-8)})`).join(", ");
  const about = session.slice(-8);
  const report: HealthReport = {
    check: FLEET_FILES,
    about,
    status: "warn",
    needsPerson: true,
    detail: `${changed.join(", ")} changed while ${atWork} worked: by a person, or by an agent; look at it, then midwatch health ack ${FLEET_FILES}:${about}`,
  };
  // Not a look at all there is: what an earlier session was warned of is as it was.
  await ledger.incidents.observe({ check: FLEET_FILES, subject: "", at: clock.now(), reports: [report], failed: true });
}
