import type { Installation } from "./installation.ts";
import { type Line, word } from "./unit.ts";

/**
 * What a session never needs. Left out on purpose: RestrictNamespaces, ProcSubset and a list of allowed system calls, in
 * which no agent could be contained, and MemoryDenyWriteExecute, in which Node does not run.
 */
export const HARDENING: readonly Line[] = [
  ["UMask", "0077"],
  ["NoNewPrivileges", "yes"],
  ["CapabilityBoundingSet", ""],
  ["AmbientCapabilities", ""],
  ["PrivateUsers", "yes"],
  ["PrivateDevices", "yes"],
  ["PrivateMounts", "yes"],
  ["PrivateTmp", "yes"],
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

/** The few places that are written to: what is not there (any more) is no reason not to start. */
export const writable = ({ fleet, writes }: Installation): Line => [
  "ReadWritePaths",
  [word(fleet), ...writes.map((path) => word(`-${path}`))].join(" "),
];
