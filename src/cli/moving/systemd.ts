import { existsSync } from "node:fs";
import { MidwatchError } from "../../core/errors.ts";
import { askProgram } from "../../core/host/ask.ts";

/** A unit of the machine's, or of this person's. */
export interface UnitName {
  readonly name: string;
  readonly user: boolean;
}

/** State of a unit, in systemd's words. */
export interface UnitState {
  /** False where systemd knows no such unit. */
  readonly isThere: boolean;
  readonly enabled: string;
  /** True for a timer that waits, and for a service that is at work. */
  readonly active: boolean;
}

/** Questions and orders for systemd. */
export interface Systemd {
  /** False where systemd does not run this machine: then no unit is in force. */
  readonly runs: boolean;
  stateOf(unit: UnitName): Promise<UnitState>;
  /** Not started by anything any more, and not running. */
  turnOff(unit: UnitName): Promise<void>;
  /** As it was. */
  turnOn(unit: UnitName, state: Pick<UnitState, "enabled" | "active">): Promise<void>;
}

const BOOTED = "/run/systemd/system";
/** A service that is told to stop may take its time. */
const MAX_MS = 420_000;

/** The machine's own. */
export const systemd: Systemd = {
  get runs() {
    return existsSync(BOOTED);
  },
  async stateOf(unit) {
    const { out } = await systemctl(unit, "show", "--property=LoadState,UnitFileState,ActiveState", unit.name);
    const { LoadState = "not-found", UnitFileState = "", ActiveState = "" } = propertiesIn(out);
    return {
      isThere: LoadState !== "not-found",
      enabled: UnitFileState,
      active: /^(?:active|activating|reloading)$/.test(ActiveState),
    };
  },
  async turnOff(unit) {
    await systemctl(unit, "disable", "--now", unit.name);
  },
  async turnOn(unit, { enabled, active }) {
    if (enabled.startsWith("enabled"))
      await systemctl(unit, "enable", ...(enabled === "enabled-runtime" ? ["--runtime"] : []), unit.name);
    if (active) await systemctl(unit, "start", unit.name);
  },
};

const propertiesIn = (out: string): Record<string, string> =>
  Object.fromEntries(out.split("\n").flatMap((line) => (/=/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : [])));

async function systemctl({ user }: UnitName, ...words: readonly string[]) {
  const argv = ["systemctl", ...(user ? ["--user"] : []), ...words] as const;
  const answer = await askProgram(argv as readonly [string, ...string[]], { cwd: "/", timeout: MAX_MS });
  if (answer.code !== 0) throw new MidwatchError(`${argv.join(" ")}: ${answer.reason}`);
  return answer;
}
