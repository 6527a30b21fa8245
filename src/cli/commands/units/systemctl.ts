import { existsSync } from "node:fs";
import { MidwatchError } from "../../../core/errors.ts";
import { askProgram } from "../../../core/host/ask.ts";
import type { Scope } from "./scope.ts";

/** Is there where systemd runs the machine. */
const BOOTED = "/run/systemd/system";
/** A session that is told to stop has six minutes to keep its work. */
const MAX_SYSTEMCTL_MS = 420_000;

/** Rejects where nothing would read units. */
export function requireSystemd(): void {
  if (existsSync(BOOTED)) return;
  throw new MidwatchError(
    'this machine does not use systemd: let its service manager run "midwatch watch", or "midwatch tick" once a minute ' +
      "(install --dry-run shows the units for another machine)",
  );
}

/** The number of systemd's version; undefined where there is none. */
export async function versionOfSystemd(): Promise<number | undefined> {
  const { out } = await askProgram(["systemctl", "--version"], { cwd: "/" });
  const number = /^systemd (?<number>\d+)/.exec(out)?.groups?.number;
  return number === undefined ? undefined : Number(number);
}

/** Puts units in force, now and after every boot; what ran in an older form runs in the new one. */
export async function enable(scope: Scope, units: readonly string[]): Promise<void> {
  await systemctl(scope, "daemon-reload");
  await systemctl(scope, "enable", ...units);
  await systemctl(scope, "restart", ...units);
}

/**
 * Stops units, and lets none of them be started again; where systemd does not run, none does. Timers first: one whose
 * moment comes in between would start again what has just been stopped.
 */
export async function disable(scope: Scope, units: readonly string[]): Promise<void> {
  if (!existsSync(BOOTED)) return;
  const isTimer = (name: string) => name.endsWith(".timer");
  for (const each of [units.filter(isTimer), units.filter((name) => !isTimer(name))])
    if (each.length > 0) await systemctl(scope, "disable", "--now", ...each);
}

async function systemctl({ user }: Scope, ...words: readonly string[]): Promise<void> {
  const whose = user ? ["--user"] : [];
  const { code, reason } = await askProgram(["systemctl", ...whose, ...words], { cwd: "/", timeout: MAX_SYSTEMCTL_MS });
  if (code !== 0) throw new MidwatchError(`systemctl ${[...whose, ...words].join(" ")}: ${reason}`);
}
