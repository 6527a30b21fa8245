import { builtIn } from "../../built-in.ts";
import type { Config } from "../../config/config.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Parts } from "../../core/parts/parts.ts";
import { type Readiness, readinessOf } from "./readiness.ts";

/** Readiness of each agent of a fleet whose files stand there. */
export async function fleetReadiness(folder: string, signal: AbortSignal): Promise<readonly Readiness[]> {
  const [{ loadConfig }, { trustIn }] = await Promise.all([
    import("../../config/config.ts"),
    import("../../config/exposed-files.ts"),
  ]);
  const parts = builtIn();
  const config = await loadConfig(folder, parts, trustIn(process.env)).catch(mistakesAsReadiness);
  return "agents" in config ? configReadiness(config, parts, signal) : config;
}

export async function configReadiness(
  config: Config,
  parts: Parts,
  signal: AbortSignal,
): Promise<readonly Readiness[]> {
  const [{ wantedBy }, { findContainment }] = await Promise.all([
    import("../../assemble.ts"),
    import("../../core/host/containment.ts"),
  ]);
  return readinessOf(config, { parts, means: await findContainment(wantedBy(config)) }, signal);
}

/** Mistakes in the files, for which no agent can run. */
export function mistakesAsReadiness(thrown: unknown): readonly Readiness[] {
  if (!(thrown instanceof ConfigError)) throw thrown;
  const reasons = thrown.problems.map(
    ({ file, line, message }) => `${file}${line === undefined ? "" : `:${line}`}: ${message}`,
  );
  return [{ name: "the fleet", ready: false, reasons, doubts: [], with: "" }];
}
