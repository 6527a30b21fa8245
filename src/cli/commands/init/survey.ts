import { readdir, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { askProgram } from "../../../core/host/ask.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import { askGit, type GitFacts } from "./git.ts";
import { type CrontabReading, readCrontabs, readUnits } from "./readings.ts";

/** Places in which init looks, when not those of this machine. */
export interface Places {
  /** A file, instead of `crontab -l` and the system's crontabs. */
  readonly crontab?: string;
  /** Folders of units, instead of systemd's. */
  readonly units?: readonly string[];
}

interface Installed {
  readonly name: string;
  readonly version: string;
}

/** Findings in a repository and on the machine it is on, about how agents run here. Looking changed nothing. */
export interface Survey {
  readonly folder: string;
  readonly name: string;
  readonly home: string;
  /** The machine's time zone: crontabs and timers mean it. */
  readonly zone: string;
  readonly git: GitFacts;
  readonly crontabs: readonly CrontabReading[];
  readonly units: readonly CrontabReading[];
  readonly installed: readonly Installed[];
  /** Places that could not be looked at, a sentence each. */
  readonly problems: readonly string[];
  /** The text of a file, by absolute path or by path in the repository. Undefined when there is none to be read. */
  read(path: string): Promise<string | undefined>;
  /** The names in a folder of the repository; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}

const BACKENDS = ["claude", "gptme", "ollama"] as const;
const MAX_SURVEYED_FILE_BYTES = 256 * 1024;

export async function survey(asked: string, places: Places): Promise<Survey> {
  const folder = await realpath(asked);
  const home = homedir();
  const [git, crontabs, units, installed] = await Promise.all([
    askGit(folder),
    readCrontabs(places.crontab, folder),
    readUnits(places.units, home),
    Promise.all(BACKENDS.map((name) => versionOf(name, folder))),
  ]);
  return {
    folder,
    name: basename(folder),
    home,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    git,
    crontabs: crontabs.readings,
    units: units.readings,
    installed: installed.flat(),
    problems: [...crontabs.problems, ...units.problems],
    read: (path) => readSurveyedFile(path.startsWith("/") ? path : join(folder, path)),
    list: (path) => readdir(join(folder, path)).catch(() => []),
  };
}

async function versionOf(name: string, cwd: string): Promise<Installed[]> {
  const { code, out } = await askProgram([name, "--version"], { cwd });
  const version = out.trim().split("\n")[0] ?? "";
  return code === 0 ? [{ name, version }] : [];
}

async function readSurveyedFile(path: string): Promise<string | undefined> {
  const text = readRegularText(path, { most: MAX_SURVEYED_FILE_BYTES, longer: "cut", links: "own" }, () => undefined);
  return text;
}
