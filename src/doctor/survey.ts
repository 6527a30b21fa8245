import { existsSync, lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { messageOf } from "../core/errors.ts";
import { askProgram } from "../core/host/ask.ts";
import { systemClock } from "../core/host/clock.ts";
import { readRegularText } from "../core/host/regular-file.ts";

/** Bytes of a file that are looked at. */
const MAX_SURVEYED_BYTES = 1024 * 1024;
const SUBJECTS = 500;

/** A workspace as it lies there. Nothing in it is run, no filter and no hook of it either. */
export interface Workspace {
  readonly folder: string;
  readonly tracked: readonly string[];
  /** Neither tracked nor ignored. */
  readonly untracked: readonly string[];
  /** Answers of git; undefined where it has none. */
  readonly branch: string | undefined;
  readonly unpushed: number | undefined;
  readonly hooksPath: string | undefined;
  /** Of the newest commits. */
  readonly subjects: readonly string[];
  /** gptme's settings; empty where there are none, or no TOML. */
  readonly gptme: Readonly<Record<string, unknown>>;
  /** Reason why they are no TOML. */
  readonly gptmeTrouble?: string | undefined;
  /** Milliseconds. */
  readonly now: number;
  has(path: string): boolean;
  isIgnored(path: string): boolean;
  stats(path: string): Stats | undefined;
  /** Of a text file: its beginning; empty where there is none. */
  read(path: string): string;
  /** Names directly in a folder. */
  list(path: string): readonly string[];
}

/** Looks at a folder. */
export async function survey(folder: string, now = systemClock.now()): Promise<Workspace> {
  const git = (...args: readonly string[]) => gitIn(folder, args);
  const [tracked, untracked, ignored, branch, unpushed, hooksPath, subjects] = await Promise.all([
    git("ls-files", "-z"),
    git("ls-files", "-z", "--others", "--exclude-standard"),
    git("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"),
    git("symbolic-ref", "--quiet", "--short", "HEAD"),
    git("rev-list", "--count", "@{upstream}..HEAD"),
    git("config", "--local", "--get", "core.hooksPath"),
    git("log", `--max-count=${SUBJECTS}`, "--format=%s", "--no-show-signature"),
  ]);
  const disk = onDisk(folder);
  const ignoredPaths = new Set(zeroed(ignored));
  return {
    folder,
    tracked: zeroed(tracked),
    untracked: zeroed(untracked),
    branch: branch?.trim(),
    unpushed: unpushed === undefined ? undefined : Number(unpushed),
    hooksPath: hooksPath?.trim(),
    subjects: subjects?.split("\n").filter(Boolean) ?? [],
    ...settingsIn(disk.read("gptme.toml")),
    now,
    isIgnored: (path) => ignoredPaths.has(path),
    ...disk,
  };
}

const OFF = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

async function gitIn(folder: string, args: readonly string[]): Promise<string | undefined> {
  // What we switch off for ourselves is not the answer to what it is.
  const isConfig = args[0] === "config";
  const { code, out } = await askProgram(["git", ...(isConfig ? [] : OFF), ...args], { cwd: folder });
  return code === 0 ? out : undefined;
}

const zeroed = (text: string | undefined) => (text ?? "").split("\0").filter(Boolean);

function onDisk(folder: string): Pick<Workspace, "has" | "stats" | "read" | "list"> {
  const stats = (path: string) => lstatSync(join(folder, path), { throwIfNoEntry: false });
  return {
    has: (path) => existsSync(join(folder, path)),
    stats,
    read: (path) => {
      const text = readRegularText(join(folder, path), { most: MAX_SURVEYED_BYTES }, () => "");
      return text.includes("\0") ? "" : text;
    },
    list: (path) => (stats(path)?.isDirectory() ? readdirSync(join(folder, path)) : []),
  };
}

function settingsIn(text: string): Pick<Workspace, "gptme" | "gptmeTrouble"> {
  try {
    return { gptme: parse(text) };
  } catch (thrown) {
    return { gptme: {}, gptmeTrouble: messageOf(thrown).split("\n")[0] };
  }
}
