import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { basename, delimiter, isAbsolute, join, resolve } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import type { Scope } from "./scope.ts";

const MACHINE = "/etc/systemd/system";

/** Folder that systemd reads units from: the machine's, or this person's. */
export const unitFolder = ({ user }: Scope): string =>
  user ? join(process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "systemd", "user") : MACHINE;

/** True when this person's units run while nobody is signed in. */
export const lingers = (): boolean => existsSync(join("/var/lib/systemd/linger", userInfo().username));

/** A fleet's name among the machine's units: as its folder is called, or as the person says. */
export function fleetName(folder: string, said: string | undefined): string {
  const name =
    said ??
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");
  if (/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) return name;
  throw new MidwatchError(`"${name}" is no name for units: write --name with lower case letters, digits and -`);
}

/** Whom the machine's units run as: who was named, else who the fleet belongs to. Root only where that was said. */
export async function runAs(folder: string, { user, runAs: said }: Scope): Promise<string | undefined> {
  const owner = user ? userInfo().username : await nameOfUser(statSync(folder).uid);
  const who = said ?? owner;
  if (user && who !== owner) throw new MidwatchError("--user: user units run as you; --run-as is for system units");
  if (who === "root" && said !== "root")
    throw new MidwatchError(
      "running agents as root cannot be contained; choose a user with --run-as, one that the " +
        "fleet's folder belongs to (or root, if it must be)",
    );
  return user ? undefined : who;
}

async function nameOfUser(uid: number): Promise<string> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  return lines.find(([, , id]) => id === String(uid))?.[0] ?? String(uid);
}

/** This midwatch, and where it finds programs: as it was called, whatever a service manager would have. */
export function thisProgram(): { program: readonly [string, string]; path: string } {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((each) => isAbsolute(each) && existsSync(each));
  const path = [...new Set(folders)].join(delimiter);
  return { program: [process.execPath, resolve(process.argv[1] ?? "")], path };
}
