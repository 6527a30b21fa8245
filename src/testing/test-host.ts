import { systemClock } from "../core/host/clock.ts";
import { findContainment } from "../core/host/containment.ts";
import { ContainedProcesses } from "../core/host/processes.ts";
import { askCommand } from "../core/parts/ask.ts";
import type { Host } from "../index.ts";

/**
 * Host for a factory to build with, as real as midwatch's own. Its programs get this environment, PATH at the least.
 */
export async function testHost(
  folder: string,
  environment: Host["environment"],
  credentials: Host["credentials"] = {},
): Promise<Host> {
  const processes = new ContainedProcesses(await findContainment());
  const ask = askCommand({ processes, environment }, folder);
  return { clock: systemClock, processes, environment, credentials, folder, ask };
}
