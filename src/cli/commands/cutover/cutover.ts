import { accessSync, constants } from "node:fs";
import type { Systemd, UnitState } from "../../moving/systemd.ts";
import type { Origin } from "../init/job.ts";
import type { OldJob } from "./old-jobs.ts";

/** A person's words on jobs that cannot be followed. */
export interface Choices {
  readonly off: readonly string[];
  readonly keep: readonly string[];
}

/** A unit to be turned off, and how it stands. */
export interface UnitToTurnOff {
  readonly name: string;
  readonly user: boolean;
  readonly path: string;
  readonly state: UnitState;
}

/** Lines of one crontab that are to be turned off, by number. */
interface LinesToTurnOff {
  readonly path: string;
  readonly lines: readonly number[];
}

/** The old jobs, sorted: what is turned off, what stays by a person's word, and why nothing can be done. */
export interface Cutover {
  readonly off: readonly OldJob[];
  readonly kept: readonly OldJob[];
  /** Not in force: nothing is to be done about them. */
  readonly idle: readonly OldJob[];
  readonly units: readonly UnitToTurnOff[];
  readonly crontabs: readonly LinesToTurnOff[];
  /** A sentence each; with one, nothing is done. */
  readonly refusals: readonly string[];
}

/** Works out what becomes of the old jobs. Changes nothing. */
export async function planCutover(jobs: readonly OldJob[], choices: Choices, systemd: Systemd): Promise<Cutover> {
  const named = (job: OldJob, words: readonly string[]) => words.includes(job.origin.from);
  const kept = jobs.filter((job) => named(job, choices.keep));
  const rest = jobs.filter((job) => !kept.includes(job));
  const standing = await Promise.all(rest.map(async (job) => ({ job, units: await unitsOf(job.origin, systemd) })));
  const inForce = standing.filter(({ job, units }) => job.origin.kind === "crontab" || units.some(isInForce));
  const off = inForce.map(({ job }) => job);
  const undecided = off.filter((job) => !(job.isFollowed || named(job, choices.off)));
  const units = inForce.flatMap((each) => each.units);
  const crontabs = linesIn(off);
  return {
    off,
    kept,
    idle: rest.filter((job) => !off.includes(job)),
    units: units.filter(isInForce),
    crontabs,
    refusals: [
      ...unknownNames(jobs, choices),
      ...undecided.map(({ origin: { from }, what }) => `${what}: say --off "${from}" or --keep "${from}"`),
      ...inForce.flatMap(({ job, units: all }) => atWork(job.origin, all)),
      ...units.filter(isInForce).flatMap(notOurs),
      ...crontabs.flatMap(closed),
    ],
  };
}

const isInForce = ({ state: { isThere, enabled, active } }: UnitToTurnOff) =>
  isThere && (active || enabled.startsWith("enabled"));

/** The units of a job that decide when it runs: its timers, or a service that always runs. */
async function unitsOf(origin: Origin, systemd: Systemd): Promise<UnitToTurnOff[]> {
  if (origin.kind === "crontab" || !systemd.runs) return [];
  const { user, files } = origin;
  const deciding = origin.timers.length > 0 ? origin.timers : [origin.name];
  return Promise.all(
    [...deciding, origin.name]
      .filter((name, at, all) => all.indexOf(name) === at)
      .map(async (name) => ({ name, user, path: files[name] ?? "", state: await systemd.stateOf({ name, user }) })),
  );
}

/** A service that its timer has started is waited for: it would go on beside midwatch. */
function atWork(origin: Origin, units: readonly UnitToTurnOff[]): string[] {
  if (origin.kind === "crontab" || origin.timers.length === 0) return [];
  const { name } = origin;
  const running = units.some((unit) => unit.name === name && unit.state.active);
  return running ? [`${name} is at work now, and would go on beside midwatch: run cutover when it has ended`] : [];
}

function notOurs({ name, user }: UnitToTurnOff): string[] {
  if (user || process.getuid?.() === 0) return [];
  return [`${name} is the system's: run cutover as root, or sudo systemctl disable --now ${name} and run it again`];
}

function linesIn(jobs: readonly OldJob[]): LinesToTurnOff[] {
  const origins = jobs.flatMap(({ origin }) => (origin.kind === "crontab" ? [origin] : []));
  const paths = [...new Set(origins.map(({ path }) => path))];
  return paths.map((path) => ({ path, lines: origins.filter((one) => one.path === path).map(({ line }) => line) }));
}

function closed({ path, lines }: LinesToTurnOff): string[] {
  if (path === OWN_CRONTAB) return [];
  try {
    accessSync(path, constants.W_OK);
    return [];
  } catch {
    return [
      `you may not write ${path}: run cutover as who may, or remove line ${lines.join(", ")} there and run it again`,
    ];
  }
}

/** Path by which a person's own crontab goes. */
export const OWN_CRONTAB = "crontab";

function unknownNames(jobs: readonly OldJob[], { off, keep }: Choices): string[] {
  const names = jobs.map(({ origin }) => origin.from);
  const there = names.length > 0 ? `there are: ${names.join(", ")}` : "there is none";
  return [...off, ...keep]
    .filter((name) => !names.includes(name))
    .map((name) => `no old job is called "${name}"; ${there}`);
}
