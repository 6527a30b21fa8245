import type { Systemd, UnitName, UnitState } from "../../../src/cli/moving/systemd.ts";

const NOT_THERE: UnitState = { isThere: false, enabled: "", active: false };
const OFF = { enabled: "disabled", active: false } as const;

/** A systemd that knows these units, and does nothing but keep their state. */
export class FakeSystemd implements Systemd {
  readonly runs = true;
  readonly units: Record<string, UnitState>;
  /** Units that cannot be turned off. */
  readonly stuck = new Set<string>();

  constructor(units: Readonly<Record<string, Omit<UnitState, "isThere">>>) {
    this.units = Object.fromEntries(Object.entries(units).map(([name, state]) => [name, { isThere: true, ...state }]));
  }

  async stateOf({ name }: UnitName): Promise<UnitState> {
    return this.units[name] ?? NOT_THERE;
  }

  async turnOff({ name }: UnitName): Promise<void> {
    if (this.stuck.has(name)) throw new Error(`systemctl disable --now ${name}: Access denied`);
    this.units[name] = { isThere: true, ...OFF };
  }

  async turnOn({ name }: UnitName, state: Pick<UnitState, "enabled" | "active">): Promise<void> {
    this.units[name] = { isThere: true, enabled: state.enabled, active: state.active };
  }
}
