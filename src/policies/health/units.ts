import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Host } from "../../core/contracts/plugin.ts";

const MAX_SYSTEMCTL_MS = 10_000;

interface Unit {
  readonly unit: string;
  readonly user: boolean;
}

/** Report of a unit of systemd's: passes while it is at work. */
export async function unitReport({ unit, user }: Unit, host: Host, signal: AbortSignal): Promise<HealthReport> {
  const state = await activeState({ unit, user }, host, signal);
  const common = { check: "service", about: unit, needsPerson: true } as const;
  if (state === "active") return { ...common, status: "pass", detail: `${unit} is active` };
  const whose = user ? "systemctl --user" : "systemctl";
  return { ...common, status: "fail", detail: `${unit} is ${state || "not known"}: look at "${whose} status ${unit}"` };
}

/** "active", "failed", "inactive", or what systemctl has complained of. */
async function activeState({ unit, user }: Unit, { processes, environment, folder }: Host, signal: AbortSignal) {
  const argv = ["systemctl", ...(user ? ["--user"] : []), "is-active", "--", unit] as [string, ...string[]];
  // Where a person's own service manager is found.
  const env = { ...environment, ...(user && { XDG_RUNTIME_DIR: `/run/user/${process.getuid?.() ?? 0}` }) };
  const spec = { argv, cwd: folder, env, stdin: "", deadline: MAX_SYSTEMCTL_MS, holding: [] };
  const lines: string[] = [];
  for await (const event of processes.run(spec, signal)) {
    if (event.type === "line") lines.push(event.text);
    else if (event.error !== undefined) return `not known (${event.error})`;
  }
  return lines[0]?.trim() ?? "";
}
