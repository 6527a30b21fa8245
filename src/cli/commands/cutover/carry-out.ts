import { readFile } from "node:fs/promises";
import { MidwatchError, messageOf } from "../../../core/errors.ts";
import type { Change, MovingRecord } from "../../moving/record.ts";
import type { Systemd } from "../../moving/systemd.ts";
import { filePlace, type TextPlace } from "../../moving/text-places.ts";
import { turnedOff } from "../../moving/turned-off.ts";
import { type Cutover, OWN_CRONTAB, type UnitToTurnOff } from "./cutover.ts";

/** The parts of a machine that cutover changes, and its own record of that. */
export interface CutoverParts {
  readonly systemd: Systemd;
  readonly crontab: TextPlace;
  readonly record: MovingRecord;
  readonly now: number;
}

/** Turning midwatch on: by lines of the person's crontab, or by whatever else is to be done. */
export interface TurningOn {
  readonly lines: readonly string[];
  start(): Promise<void>;
}

interface TextToChange {
  readonly place: TextPlace;
  /** Undefined for the crontab. */
  readonly path?: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer;
}

/** Turns the old off and midwatch on. Rejects with everything as it was where one of the two cannot be. */
export async function carryOutCutover(cutover: Cutover, on: TurningOn, parts: CutoverParts): Promise<void> {
  const { record, now } = parts;
  const texts = await textsOf(cutover, on.lines, parts);
  const changes = [...(await textChanges(texts, record)), ...(await unitChanges(cutover.units, record))];
  if (changes.length > 0) await record.add({ at: now, by: "cutover", changes });
  try {
    for (const unit of cutover.units) await parts.systemd.turnOff(unit);
    for (const { place, after } of texts) await place.write(after);
    await on.start();
  } catch (thrown) {
    const left = await putBack(texts, cutover.units, parts);
    if (left.length === 0 && changes.length > 0) await record.dropLatest();
    const now =
      left.length === 0 ? "everything is as it was" : `not as it was: ${left.join("; ")}; midwatch leave tries again`;
    throw new MidwatchError(`${messageOf(thrown)}; ${now}`);
  }
}

async function textsOf(
  { crontabs }: Cutover,
  added: readonly string[],
  { crontab }: CutoverParts,
): Promise<TextToChange[]> {
  const own = crontabs.find(({ path }) => path === OWN_CRONTAB)?.lines ?? [];
  const files = crontabs.filter(({ path }) => path !== OWN_CRONTAB);
  const texts: TextToChange[] = [];
  if (own.length > 0 || added.length > 0) {
    const before = await crontab.read();
    texts.push({ place: crontab, before, after: turnedOff(before, own, added) });
  }
  for (const { path, lines } of files) {
    const place = filePlace(path);
    const before = await place.read();
    texts.push({ place, path, before, after: turnedOff(before, lines, []) });
  }
  return texts;
}

const textChanges = (texts: readonly TextToChange[], record: MovingRecord): Promise<Change[]> =>
  Promise.all(
    texts.map(async ({ path, before, after }) => {
      const copies = { before: await record.keep(before), after: await record.keep(after) };
      return path === undefined ? { kind: "crontab", ...copies } : { kind: "file", path, made: [], ...copies };
    }),
  );

const unitChanges = (units: readonly UnitToTurnOff[], record: MovingRecord): Promise<Change[]> =>
  Promise.all(
    units.map(async ({ name, user, path, state: { enabled, active } }) => {
      const copy = await record.keep(await readFile(path).catch(() => undefined));
      return { kind: "unit", name, user, enabled, active, path, copy };
    }),
  );

/** Puts everything back, each for itself. Answers with what could not be, a sentence each. */
async function putBack(texts: readonly TextToChange[], units: readonly UnitToTurnOff[], { systemd }: CutoverParts) {
  const deeds = [
    ...texts.map(({ place, before, after }) => async () => {
      if ((await place.read())?.equals(after)) await place.write(before);
    }),
    ...units.map((unit) => () => systemd.turnOn(unit, unit.state)),
  ];
  const results = await Promise.allSettled(deeds.map((deed) => deed()));
  return results.flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : []));
}
