import { statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import type { Reach } from "../contracts/processes.ts";
import { arranged, type Bind } from "./binds.ts";
import { type Command, type Containment, FIRST_PROCESS, withDeadline, withProcessLimit } from "./containments.ts";
import { isWithin, realPath } from "./paths.ts";
import { ProgramPlaces } from "./program-places.ts";

/** Places around every session of a fleet, as absolute paths; those that do not exist are left out. */
export interface Surroundings {
  /** The fleet's own files: seen, unless that would show a home. */
  readonly shown: readonly string[];
  /** Places that the owner wants seen, or written, all the same. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Places that no session sees: the fleet's state, and those that the owner names. */
  readonly hidden: readonly string[];
}

export const NOTHING_AROUND: Surroundings = { shown: [], reads: [], writes: [], hidden: [] };

const TEMPORARY = ["/tmp", "/var/tmp"];
/** Sockets of programs that would do something for any caller: system and user buses, containers, agents of keys. */
const SOCKETS = "/run";
/** But names have to be resolved, and some systems have their programs there. */
const RUN_SHOWN = ["systemd/resolve", "NetworkManager", "resolvconf", "current-system", "wrappers"];
/** The homes of users who are no persons may be there. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/dev", "/proc", "/sys", "/opt"];
/** In bytes: it is memory. */
const TEMPORARY_SIZE = 1024 ** 3;

/** Without it `bwrap` would die of the SIGTERM that asks the tree to end, and take it along unasked. */
const SHIELD = ["env", "--ignore-signal=TERM"];
const UNSHIELD = ["env", "--default-signal=TERM"];
const NAMESPACES = ["--unshare-pid", "--as-pid-1", "--die-with-parent"];

/** A file system of its own for each session: the rest of the machine is read-only, or not there. */
export function bubblewrap(around: Surroundings): Containment {
  return {
    name: "bubblewrap",
    promise:
      "bubblewrap: nothing is left after a stop, a deadline or the death of midwatch; only the session's own files are written, and homes and the fleet's state are not seen",
    wrap: (command) =>
      withDeadline(command.seconds, [
        ...SHIELD,
        "bwrap",
        ...viewOf(command, around),
        "--",
        ...UNSHIELD,
        ...inner(command),
      ]),
  };
}

const inner = ({ argv, reach }: Command) => [...(reach ? withProcessLimit(FIRST_PROCESS) : FIRST_PROCESS), ...argv];

/** The owner's own programs see what the owner sees. */
function viewOf(command: Command, around: Surroundings): string[] {
  const { reach, cwd } = command;
  const last = ["--chdir", cwd];
  if (!reach) return [...NAMESPACES, "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc", ...last];
  const privileges = ["--unshare-ipc", "--unshare-cgroup-try", "--cap-drop", "ALL"];
  const machine = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", ...kernelSettings()];
  return [...NAMESPACES, ...privileges, ...machine, ...sessionView(command, reach, around), ...last];
}

/** Root's to write even when it has no privileges left: one of them names a program that the kernel starts. */
const kernelSettings = () => (process.getuid?.() === 0 ? ["--ro-bind", "/proc/sys", "/proc/sys"] : []);

function sessionView({ argv, path }: Command, reach: Reach, around: Surroundings): string[] {
  const homes = homesHere();
  const covered = [...homes, ...TEMPORARY.filter(isFolder), ...[SOCKETS].filter(isFolder)];
  const programs = ProgramPlaces.of(argv[0] ?? "", { path, hidden: covered });
  const hidden = around.hidden.flatMap((place) => realPath(place) ?? []);
  const showsNoHome = (folder: string) => !covered.some((root) => isWithin(folder, root));
  const isNarrow = (folder: string) => showsNoHome(folder) && !hidden.some((place) => isWithin(folder, place));
  const binds = arranged([
    ...[...programs, ...around.shown.filter(showsNoHome), ...around.reads].flatMap(located("read")),
    ...around.writes.flatMap(located("write")),
    ...around.hidden.flatMap(located("hide")),
    ...reach.reads.filter(isNarrow).flatMap(located("read", OWN)),
    ...reach.writes.flatMap(located("write", OWN)),
  ]);
  const isWritten = (folder: string) => binds.some(({ how, place }) => how === "write" && place === folder);
  const own = reach.temporary === undefined ? undefined : realPath(reach.temporary);
  return [
    ...covered.flatMap((folder) =>
      own !== undefined && TEMPORARY.includes(folder)
        ? ["--bind", own, folder]
        : ["--size", String(TEMPORARY_SIZE), "--tmpfs", folder],
    ),
    ...RUN_SHOWN.flatMap((name) => located("read")(`${SOCKETS}/${name}`)).flatMap(mounted(covered)),
    ...binds.flatMap(mounted(covered)),
    ...[...homes, SOCKETS, ...hidden]
      .filter((folder) => isFolder(folder) && !isWritten(folder))
      .flatMap((folder) => ["--remount-ro", folder]),
  ];
}

const OWN = { own: true };

/** Bind at the real place of a path; none for a path that does not exist. */
const located =
  (how: Bind["how"], { own } = { own: false }) =>
  (named: string): Bind[] => {
    const place = realPath(named);
    return place === undefined ? [] : [{ how, place, named, own }];
  };

/** Options for a bind at its real place; and at its given name, when the links on the way there are covered. */
const mounted =
  (covered: readonly string[]) =>
  ({ how, place, named }: Bind): string[] => {
    if (how === "hide") return cover(place);
    const option = how === "write" ? "--bind" : "--ro-bind";
    const isNamedElsewhere = place !== named && covered.some((folder) => isWithin(folder, named));
    return [option, place, place, ...(isNamedElsewhere ? [option, place, named] : [])];
  };

const cover = (place: string) => (isFolder(place) ? ["--tmpfs", place] : ["--ro-bind", "/dev/null", place]);

/** The person's, and everybody else's. */
function homesHere(): string[] {
  const named = ["/home", "/root", homedir(), userInfo().homedir];
  const real = [...new Set(named.flatMap((folder) => realPath(folder) ?? []))].filter(isFolder);
  const homes = real.filter((home) => home !== "/" && !SYSTEM.some((folder) => isWithin(folder, home)));
  const isInner = (home: string) =>
    [...homes, ...TEMPORARY].some((folder) => folder !== home && isWithin(folder, home));
  return homes.filter((home) => !isInner(home));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
