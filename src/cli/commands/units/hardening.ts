import { isWithin } from "../../../core/host/paths.ts";
import type { Installation } from "./installation.ts";
import { type UnitSetting, unitWord } from "./unit.ts";

/**
 * Rights that a session never needs. Left out on purpose: RestrictNamespaces, ProcSubset and a list of allowed system
 * calls, in which no agent could be contained, and MemoryDenyWriteExecute, in which Node does not run.
 */
const HARDENING: readonly UnitSetting[] = [
  ["UMask", "0077"],
  ["NoNewPrivileges", "yes"],
  ["CapabilityBoundingSet", ""],
  ["AmbientCapabilities", ""],
  ["PrivateUsers", "yes"],
  ["PrivateDevices", "yes"],
  ["PrivateMounts", "yes"],
  ["ProtectSystem", "strict"],
  ["ProtectHome", "read-only"],
  ["ProtectProc", "invisible"],
  ["ProtectClock", "yes"],
  ["ProtectControlGroups", "yes"],
  ["ProtectHostname", "yes"],
  ["ProtectKernelLogs", "yes"],
  ["ProtectKernelModules", "yes"],
  ["ProtectKernelTunables", "yes"],
  ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"],
  ["RestrictRealtime", "yes"],
  ["RestrictSUIDSGID", "yes"],
  ["LockPersonality", "yes"],
  ["KeyringMode", "private"],
  ["RemoveIPC", "yes"],
  ["SystemCallArchitectures", "native"],
  ["SystemCallFilter", "~@clock @cpu-emulation @debug @module @obsolete @raw-io @reboot @resources @swap"],
  ["SystemCallErrorNumber", "EPERM"],
];

/** Settings that keep a unit from everything but the few places it writes to. */
export function hardening({ fleet, writes }: Installation): readonly UnitSetting[] {
  const inTemporary = [fleet, ...writes].some((path) => TEMPORARY.some((folder) => isWithin(folder, path)));
  const others = inTemporary ? [...writes, ...TEMPORARY] : writes;
  // What is not there (any more) is no reason not to start.
  const written: UnitSetting = [
    "ReadWritePaths",
    [unitWord(fleet), ...others.map((path) => unitWord(`-${path}`))].join(" "),
  ];
  return [...HARDENING, ...(inTemporary ? [] : [OWN_TEMPORARY]), written];
}

/** In a temporary folder of its own, a unit does not see the machine's; one that has to see it writes to it, too. */
const TEMPORARY = ["/tmp", "/var/tmp"];
const OWN_TEMPORARY: UnitSetting = ["PrivateTmp", "yes"];
