import type { LocatedYaml } from "../agents/located-yaml.ts";
import type { PartConfig } from "../core/contracts/agent.ts";
import type { Problem } from "../core/errors.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { OwnEntry } from "./schema.ts";

/** The lists that hold parts before an owner writes a word: the owner's parts are added to them. */
const STANDING = {
  guards: [{ use: "turns" }, { use: "silence" }, { use: "loop" }, { use: "no-progress" }, { use: "wall-time" }],
  healthChecks: [
    { use: "disk" },
    { use: "service" },
    { use: "locks" },
    { use: "cadence", path: "journal" },
    { use: "logs" },
    { use: "git" },
    { use: "sign-in" },
    { use: "burn" },
    { use: "waiting" },
    { use: "no-op" },
    { use: "checks-ran" },
  ],
} as const satisfies Readonly<Record<string, readonly PartConfig[]>>;

export type StandingList = keyof typeof STANDING;

const NAMING = ["name", "path", "file"] as const;

/** Name that tells a part from others of its kind, of those that there may be several of. */
const partName = (part: Readonly<Record<string, unknown>>) => NAMING.map((option) => part[option]).find(Boolean);

const isSame = (one: PartConfig, other: PartConfig) => one.use === other.use && partName(one) === partName(other);

/** True when an entry that is off means this part; without a name it means every one of its kind. */
const takesOut = (entry: OwnEntry, part: PartConfig) =>
  entry.off === true && entry.use === part.use && (partName(entry) === undefined || isSame(entry, part));

/** The parts of a list: those that stand there by themselves, in their places, and then the owner's others. */
export function partsOf(list: StandingList, own: readonly OwnEntry[]): readonly PartConfig[] {
  const wanted: PartConfig[] = own.flatMap(({ off, ...part }) => (off === true ? [] : [part]));
  const standing: readonly PartConfig[] = STANDING[list];
  const kept = standing.filter(
    (part) => !wanted.some((one) => isSame(one, part)) && !own.some((entry) => takesOut(entry, part)),
  );
  return [...kept, ...wanted];
}

const SAID: Readonly<Record<StandingList, string>> = {
  guards: "is off: it stops no run any more",
  healthChecks: "is off: this check is not made",
};

/**
 * Warnings of checks and guards that the owner has turned off: their own word, and to be seen when it is read again.
 */
export function takenOut(list: StandingList, own: readonly OwnEntry[], settings: LocatedYaml): readonly Problem[] {
  const parts = partsOf(list, own);
  const standing: readonly PartConfig[] = STANDING[list];
  return standing.flatMap((part) => {
    const at = own.findIndex((entry) => takesOut(entry, part));
    if (at < 0 || parts.some((one) => isSame(one, part))) return [];
    return [
      { file: CONFIG_FILE, line: settings.lineOf([list, at]), message: `${list}: ${titled(part)} ${SAID[list]}` },
    ];
  });
}

/** Problem of an entry that takes something out; undefined when there is none. */
export function whyNotTakenOut(list: StandingList, entry: OwnEntry): string | undefined {
  const standing: readonly PartConfig[] = STANDING[list];
  if (!standing.some((part) => takesOut(entry, part))) {
    const there = standing.map(titled).join(", ");
    return `${titled(entry)} is not on by default, so it cannot be turned off; on by default are: ${there}`;
  }
  const further = Object.keys(entry).filter((option) => !["use", "off", ...NAMING].includes(option));
  return further.length === 0 ? undefined : `what is off takes no options: leave out ${further.join(", ")}`;
}

function titled(part: PartConfig): string {
  const name = partName(part);
  return typeof name === "string" ? `${part.use} (${name})` : part.use;
}
