import type { LocatedYaml } from "../agents/located-yaml.ts";
import type { PartConfig } from "../core/contracts/agent.ts";
import type { Problem } from "../core/errors.ts";
import { thereAre } from "../core/text/nearest.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { Outgoing } from "./outgoing-schema.ts";

/** Problems of a fleet's channels, and of the places its reports go to. */
export function channelProblems(
  settings: Outgoing,
  located: LocatedYaml,
  check: (part: PartConfig, at: readonly PropertyKey[]) => readonly Problem[],
): readonly Problem[] {
  const misnamed = misnamedChannels(settings);
  return [
    ...misnamed.map(({ at, message }) => ({ file: CONFIG_FILE, line: located.lineOf(at), message })),
    ...Object.entries(settings.channels).flatMap(([name, part]) => check(part, ["channels", name])),
  ];
}

/** A mistake, by where it stands. */
interface Misnamed {
  readonly at: readonly PropertyKey[];
  readonly message: string;
}

/** Channels that are named and not declared. */
function misnamedChannels({ channels, reports, deadMan }: Outgoing): readonly Misnamed[] {
  const named = [
    ...reports.flatMap(({ to, fallback }, n) => [
      { at: ["reports", n, "to"], name: to },
      { at: ["reports", n, "fallback"], name: fallback },
    ]),
    { at: ["deadMan", "fallback"], name: deadMan?.fallback },
  ];
  const known = Object.keys(channels);
  return named
    .filter(({ name }) => name !== undefined && !Object.hasOwn(channels, name))
    .map(({ at, name }) => ({
      at,
      message: `${at.join(".")}: no channel is called "${name}"${thereAre(`${name}`, known)}`,
    }));
}
