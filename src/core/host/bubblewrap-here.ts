import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of the installed bubblewrap; empty when there is none. It may come, go or change between two starts. */
export function bubblewrapHere(): string {
  const file = onPath("bwrap");
  if (file === undefined) return "";
  const { mtimeMs, size } = statSync(file);
  return `bubblewrap ${mtimeMs} ${size}`;
}

const INSTALL: readonly (readonly [string, string])[] = [
  ["apt-get", "apt-get install bubblewrap"],
  ["dnf", "dnf install bubblewrap"],
  ["pacman", "pacman -S bubblewrap"],
  ["zypper", "zypper install bubblewrap"],
  ["apk", "apk add bubblewrap"],
];

/** Switches with which a kernel keeps users from having namespaces: where they are, and what lets them. */
const SWITCHES: readonly (readonly [string, string, string])[] = [
  ["user/max_user_namespaces", "0", "user.max_user_namespaces=15000"],
  ["kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"],
  ["kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"],
];

/** The command that brings bubblewrap to this machine, or lets the one that is there work. */
export function howToHaveBubblewrap(): string {
  const root = process.getuid?.() === 0 ? "" : "sudo ";
  if (onPath("bwrap") === undefined) {
    const [, command] = INSTALL.find(([program]) => onPath(program) !== undefined) ?? [
      "",
      "apt-get install bubblewrap",
    ];
    return `install bubblewrap (${root}${command})`;
  }
  const off = SWITCHES.find(([file, value]) => settingAt(`/proc/sys/${file}`) === value);
  if (off) return `allow user namespaces, which bubblewrap needs (${root}sysctl -w ${off[2]})`;
  return "allow user namespaces, which bubblewrap needs (in a container: start it with --security-opt seccomp=unconfined)";
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function settingAt(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
