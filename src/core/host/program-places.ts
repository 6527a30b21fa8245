import { accessSync, constants, readlinkSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { isWithin, realPath } from "./paths.ts";
import { readRegularText } from "./regular-file.ts";

/** Programs that agents call by name alone. */
const USUAL = ["node", "python3", "git"];
const LONGEST_FIRST_LINE = 256;
const LONGEST_SETTINGS = 64 * 1024;
const MOST_LINKS = 20;

/**
 * Places within the hidden folders that a program, and those on its PATH, need to see to run: the prefix it is
 * installed under, wherever links, virtual environments and first lines lead; never a whole home.
 */
export class ProgramPlaces {
  private readonly hidden: readonly string[];
  private readonly path: readonly string[];
  private readonly places = new Set<string>();
  private readonly seen = new Set<string>();

  private constructor(hidden: readonly string[], path: readonly string[]) {
    this.hidden = hidden;
    this.path = path;
  }

  static of(program: string, { path, hidden }: { path: string; hidden: readonly string[] }): readonly string[] {
    const folders = path.split(delimiter).filter(isAbsolute);
    const found = new ProgramPlaces(hidden, folders);
    for (const folder of folders) found.show(join(folder, "program"));
    for (const name of [program, ...USUAL]) found.visit(found.find(name));
    return [...found.places];
  }

  private find(name: string): string | undefined {
    if (isAbsolute(name)) return name;
    return this.path.map((folder) => join(folder, name)).find(isExecutable);
  }

  private visit(file: string | undefined): void {
    if (file === undefined || this.seen.has(file)) return;
    this.seen.add(file);
    const hops = [...linksOf(file), realPath(file) ?? file];
    for (const hop of hops) {
      this.show(hop);
      this.visit(basePython(dirname(dirname(hop))));
    }
    const [interpreter, name] = readShebang(hops.at(-1) ?? file);
    this.visit(interpreter);
    if (interpreter !== undefined && basename(interpreter) === "env" && name) this.visit(this.find(name));
  }

  /** Adds the places of a file, under its given name and its real one. */
  private show(file: string): void {
    const real = realPath(dirname(file));
    for (const each of [file, ...(real === undefined ? [] : [join(real, basename(file))])])
      for (const place of this.isHidden(each) ? this.installOf(each) : []) this.places.add(place);
  }

  private installOf(file: string): string[] {
    const folder = dirname(file);
    const modules = file.indexOf("/node_modules/");
    if (modules !== -1) return [file.slice(0, modules + "/node_modules".length)];
    if (!["bin", "sbin"].includes(basename(folder))) return [this.isWide(folder) ? file : folder];
    const prefix = dirname(folder);
    return this.isWide(prefix) ? [folder, join(prefix, "lib"), join(prefix, "lib64")] : [prefix];
  }

  private isHidden(path: string): boolean {
    return this.hidden.some((folder) => isWithin(folder, path));
  }

  /** A home, or a folder directly in one (~/.local): that has other things in it than a program. */
  private isWide(folder: string): boolean {
    const above = [folder, dirname(folder), dirname(dirname(folder))];
    return this.hidden.some((root) => above.slice(0, root === "/home" ? 3 : 2).includes(root));
  }
}

function linksOf(file: string): string[] {
  const hops = [file];
  for (let at = 0; at < MOST_LINKS; at++) {
    const last = hops.at(-1) ?? file;
    const target = linkOf(last);
    if (target === undefined) break;
    hops.push(resolve(dirname(last), target));
  }
  return hops;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The Python a virtual environment was made of. */
function basePython(prefix: string): string | undefined {
  const reading = { most: LONGEST_SETTINGS, links: "own" } as const;
  const settings = readRegularText(join(prefix, "pyvenv.cfg"), reading, () => "");
  const home = /^home\s*=\s*(?<home>\/.*)$/m.exec(settings)?.groups?.home;
  return home === undefined ? undefined : join(home.trim(), "python3");
}

/** Of a script: the program that runs it, and that program's first argument. */
function readShebang(file: string): string[] {
  const start = readRegularText(file, { most: LONGEST_FIRST_LINE, longer: "cut" }, () => "");
  const words = /^#!\s*(?<line>\/[^\n]*)/.exec(start)?.groups?.line?.split(/\s+/) ?? [];
  return words.filter((word) => word !== "-S");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
