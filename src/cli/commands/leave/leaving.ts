import { join, resolve } from "node:path";
import { CONFIG_FILE } from "../../../fleet-folder.ts";
import { type Change, MovingRecord, type Step } from "../../moving/record.ts";
import type { Systemd, UnitName } from "../../moving/systemd.ts";
import { filePlace, type TextPlace } from "../../moving/text-places.ts";
import { type UndoneText, undoneText } from "../../moving/undo.ts";
import { installed, type UnitChange } from "../units/files.ts";
import { unitFolder } from "../units/place.ts";

/** A text to be put back. */
export interface TextToLeave {
  readonly place: TextPlace;
  readonly undone: UndoneText;
  /** Folders that midwatch made for it. */
  readonly made: readonly string[];
}

/** A unit of somebody's that cutover turned off. */
export interface UnitToLeave extends UnitName {
  readonly enabled: string;
  readonly active: boolean;
  /** False where its file is not there any more. */
  readonly isThere: boolean;
  readonly copy: string | undefined;
}

/** Units of midwatch's own that go. */
interface OwnUnits {
  readonly user: boolean;
  readonly changes: readonly UnitChange[];
}

/** Everything that leaving would do. */
export interface Leaving {
  readonly fleet: string;
  readonly record: MovingRecord;
  readonly steps: readonly Step[];
  readonly own: readonly OwnUnits[];
  readonly units: readonly UnitToLeave[];
  /** The configuration last. */
  readonly texts: readonly TextToLeave[];
  /** Repositories that init made, and that stay. */
  readonly repositories: readonly string[];
}

/** The parts of a machine that are asked and changed. */
export interface MachineParts {
  readonly systemd: Systemd;
  readonly crontab: TextPlace;
}

/** Works out what leaving would do. Changes nothing. */
export async function planLeaving(fleet: string, { systemd, crontab }: MachineParts): Promise<Leaving> {
  const record = new MovingRecord(fleet);
  const steps = record.steps().filter(({ undone }) => undone === undefined);
  const changes = steps.flatMap((step) => step.changes);
  const own = await Promise.all([true, false].map((user) => ownUnits(fleet, user)));
  return {
    fleet,
    record,
    steps,
    own: own.filter((each) => each.changes.length > 0),
    units: await unitsIn(changes, record, systemd),
    texts: await textsIn(fleet, changes, { record, crontab }),
    repositories: changes.flatMap((change) => (change.kind === "repository" ? [change.path] : [])),
  };
}

async function ownUnits(fleet: string, user: boolean): Promise<OwnUnits> {
  const folder = unitFolder({ user, json: false });
  const there = await installed(folder, fleet);
  return { user, changes: [...there].map(([name, before]) => ({ path: join(folder, name), before })) };
}

async function unitsIn(changes: readonly Change[], record: MovingRecord, systemd: Systemd): Promise<UnitToLeave[]> {
  const all = changes.filter((change) => change.kind === "unit");
  // Turned off twice, it was as it stood before the first time.
  const first = all.filter(
    ({ name, user }, at) => all.findIndex((one) => one.name === name && one.user === user) === at,
  );
  return Promise.all(
    first.map(async ({ name, user, enabled, active, copy }) => {
      const isThere = !systemd.runs || (await systemd.stateOf({ name, user })).isThere;
      return { name, user, enabled, active, isThere, copy: copy === null ? undefined : record.pathOf(copy) };
    }),
  );
}

interface Sources {
  readonly record: MovingRecord;
  readonly crontab: TextPlace;
}

async function textsIn(
  fleet: string,
  changes: readonly Change[],
  { record, crontab }: Sources,
): Promise<TextToLeave[]> {
  const texts = changes.filter((change) => change.kind === "file" || change.kind === "crontab");
  const places = [...new Set(texts.map(placeOf))];
  const ordered = places.toSorted((a, b) => Number(a === CONFIG_FILE) - Number(b === CONFIG_FILE));
  return Promise.all(
    ordered.map(async (path) => {
      const place = path === undefined ? crontab : filePlace(resolve(fleet, path));
      const there = texts.filter((change) => placeOf(change) === path);
      const made = there.flatMap((change) =>
        change.kind === "file" ? change.made.map((folder) => resolve(fleet, folder)) : [],
      );
      return { place, made, undone: undoneText(await place.read(), there, record) };
    }),
  );
}

const placeOf = (change: Extract<Change, { kind: "file" | "crontab" }>): string | undefined =>
  change.kind === "file" ? change.path : undefined;
