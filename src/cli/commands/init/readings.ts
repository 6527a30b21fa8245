import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../../core/errors.ts";
import { askProgram } from "../../../core/host/ask.ts";
import { readRegularFile } from "../../../core/host/regular-file.ts";

/** Bytes of a crontab or a unit. */
const MAX_CRONTAB_BYTES = 1024 * 1024;

/** A text of the machine's that says when something runs. */
export interface CrontabReading {
  /** Name to call it by, and for a file its path. */
  readonly path: string;
  readonly text: string;
  /** Its lines name a user: the system's own crontabs. */
  readonly system: boolean;
}

export interface Readings {
  readonly readings: readonly CrontabReading[];
  readonly problems: readonly string[];
}

const CRONTAB = "/etc/crontab";
const CRON_FOLDER = "/etc/cron.d";
const UNIT_FOLDERS = ["/etc/systemd/system", "/usr/local/lib/systemd/system", "/etc/systemd/user"];
const USER_UNITS = [".config/systemd/user", ".local/share/systemd/user"];

/** The person's crontab and the system's; or only the file that is named. */
export async function readCrontabs(file: string | undefined, cwd: string): Promise<Readings> {
  if (file !== undefined) return readAll([{ path: file, system: false }]);
  const names = await crontabsIn(CRON_FOLDER);
  const files = [CRONTAB, ...names.names.map((name) => join(CRON_FOLDER, name))];
  const [own, system] = await Promise.all([ownCrontab(cwd), readAll(files.map((path) => ({ path, system: true })))]);
  return {
    readings: [...own, ...system.readings],
    problems: [...system.problems, ...names.problems],
  };
}

/** The units of the system and of the person; or only those of the folders that are named. */
export async function readUnits(folders: readonly string[] | undefined, home: string): Promise<Readings> {
  const where = folders ?? [...UNIT_FOLDERS, ...USER_UNITS.map((folder) => join(home, folder))];
  const listed = await Promise.all(where.map(async (folder) => ({ folder, ...(await crontabsIn(folder)) })));
  const files = listed.flatMap(({ folder, names }) =>
    names
      .filter((name) => /\.(?:timer|service)$/.test(name))
      .map((name) => ({ path: join(folder, name), system: false })),
  );
  const dropIns = listed.flatMap(({ folder, names }) =>
    names.filter((name) => /\.(?:timer|service)\.d$/.test(name)).map((name) => join(folder, name)),
  );
  const overrides = await Promise.all(dropIns.map(async (folder) => ({ folder, ...(await crontabsIn(folder)) })));
  for (const { folder, names } of overrides)
    files.push(
      ...names.filter((name) => name.endsWith(".conf")).map((name) => ({ path: join(folder, name), system: false })),
    );
  const { readings, problems } = await readAll(files);
  return { readings, problems: [...listed.flatMap((each) => each.problems), ...problems] };
}

async function ownCrontab(cwd: string): Promise<CrontabReading[]> {
  const { code, out } = await askProgram(["crontab", "-l"], { cwd });
  return code === 0 ? [{ path: "crontab", text: out, system: false }] : [];
}

async function readAll(files: readonly { path: string; system: boolean }[]): Promise<Readings> {
  const problems: string[] = [];
  const read = files.map(async ({ path, system }) => {
    const found = readRegularFile(path, { most: MAX_CRONTAB_BYTES, links: "own" });
    if (found.ok) return [{ path, system, text: found.bytes.toString("utf8") }];
    if (found.kind !== "missing" && !(await isNowhere(path))) problems.push(`${path} cannot be read: ${found.reason}`);
    return [];
  });
  return { readings: (await Promise.all(read)).flat(), problems: problems.toSorted() };
}

async function crontabsIn(folder: string): Promise<{ names: string[]; problems: string[] }> {
  try {
    return { names: (await readdir(folder)).toSorted(), problems: [] };
  } catch (thrown) {
    return { names: [], problems: isMissing(thrown) ? [] : [`${folder} cannot be read: ${messageOf(thrown)}`] };
  }
}

/** A link to nowhere, as a masked unit is. */
const isNowhere = (path: string) =>
  realpath(path).then(
    (real) => real === "/dev/null",
    (thrown: unknown) => isMissing(thrown),
  );

/** A place this machine does not have. */
const isMissing = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code === "ENOENT";
