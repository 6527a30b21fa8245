import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { MidwatchError } from "../../../core/errors.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import { headOf } from "./unit.ts";

/** A unit file as it is to be, and as it is: without `after` it is to go, without `before` it is new. */
export interface UnitChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Bytes of a unit. */
const MAX_UNIT_BYTES = 1024 * 1024;

const readUnit = (path: string) => readRegularText(path, { most: MAX_UNIT_BYTES, links: "own" }, () => undefined);

/** The units of a fleet that are there, by name. */
export async function installed(folder: string, fleet: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^midwatch-.*\.(?:service|timer)$/.test(name));
  const read = names.map((name) => [name, readUnit(join(folder, name)) ?? ""] as const);
  return new Map(read.filter(([, text]) => text.split("\n")[0] === headOf(fleet)));
}

/** Changes after which exactly these units are there. Rejects where a file of such a name is somebody else's. */
export async function changesTo(
  folder: string,
  fleet: string,
  wanted: ReadonlyMap<string, string>,
): Promise<readonly UnitChange[]> {
  const there = await installed(folder, fleet);
  const changes: UnitChange[] = [];
  for (const [name, after] of wanted) {
    const path = join(folder, name);
    const before = there.get(name);
    if (before === undefined) await requireFree(path);
    if (before !== after) changes.push({ path, after, ...(before !== undefined && { before }) });
  }
  for (const [name, before] of there) if (!wanted.has(name)) changes.push({ path: join(folder, name), before });
  return changes;
}

async function requireFree(path: string): Promise<void> {
  const text = readUnit(path);
  if (text === undefined) return;
  throw new MidwatchError(`${path} is there, and not of this fleet: choose another name with --name, or remove it`);
}

/** The changes as a unified diff. */
export const diffOf = (changes: readonly UnitChange[]): string =>
  changes
    .map(({ path, before, after }) => {
      const [from, to] = [before === undefined ? "/dev/null" : path, after === undefined ? "/dev/null" : path];
      const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 3 });
      return patch.replace(/^=+\n/, "");
    })
    .join("\n");

/** Each file is whole at every moment. */
export async function carryOut(changes: readonly UnitChange[]): Promise<void> {
  for (const { path, after } of changes) {
    if (after === undefined) await rm(path, { force: true });
    else await put(path, after);
  }
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(`${path}.new`, text, { mode: 0o644 });
  await rename(`${path}.new`, path);
}
