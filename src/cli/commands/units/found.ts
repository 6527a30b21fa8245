import { realpath } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { builtIn } from "../../../built-in.ts";
import { type Config, loadConfig } from "../../../config/config.ts";
import { isWithin } from "../../../core/host/paths.ts";
import { folderOf } from "../../fleet/folder-argument.ts";
import type { Installation } from "./installation.ts";
import { fleetName, runAs, thisProgram } from "./place.ts";
import type { Scope } from "./scope.ts";
import { versionOfSystemd } from "./systemctl.ts";

/** Facts that the units depend on, from this machine and the fleet's files. */
export async function installationOf(args: Scope & { readonly timers: boolean }): Promise<Installation> {
  const fleet = await realpath(folderOf(args));
  const config = await loadConfig(fleet, builtIn());
  const [user, systemd] = [await runAs(fleet, args), await versionOfSystemd()];
  return {
    name: fleetName(fleet, args.name),
    fleet,
    ...thisProgram(),
    ...(user !== undefined && { user }),
    writes: writesOf(config).filter((path) => !isWithin(fleet, path)),
    slots: config.slots,
    timers: args.timers,
    agents: config.agents.map(({ name, limits }) => ({ name, minutes: limits.minutes })),
    ...(systemd !== undefined && { systemd }),
  };
}

/** Besides the fleet's folder: remotes on this machine, and what containment lets agents write. */
function writesOf({ workspaces, containment }: Config): readonly string[] {
  const remotes = workspaces
    .map(({ remote }) => remote.replace(/^file:\/\//, ""))
    .filter((remote) => isAbsolute(remote));
  return [...new Set([...remotes, ...containment.write])];
}
