import { existsSync } from "node:fs";
import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { MidwatchError } from "../../../core/errors.ts";
import { systemClock } from "../../../core/host/clock.ts";
import { cloneBare, seedRemote } from "../../../core/host/git/seed.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import { CONFIG_FILE } from "../../../fleet-folder.ts";
import { recordInit } from "./recorded.ts";

/** Bytes of a file that is changed. */
const MAX_PROPOSED_FILE_BYTES = 16 * 1024 * 1024;

/** A file as it would be, and as it is: without `before` it is new. */
export interface FileChange {
  /** In the fleet's folder. */
  readonly path: string;
  readonly before?: string;
  readonly after: string;
}

/** A bare repository to be made, out of another one or out of files. */
export interface NewRemote {
  readonly path: string;
  readonly holds: { readonly clone: string } | { readonly files: Readonly<Record<string, string>> };
}

/** Everything init would do, and nothing else: it is shown, and then done as it was shown. */
export interface Proposal {
  readonly folder: string;
  readonly agents: readonly string[];
  /** Old jobs that agents were made of. */
  readonly jobs?: readonly { readonly agent: string; readonly from: string }[];
  readonly files: readonly FileChange[];
  readonly remote?: NewRemote;
  /** Findings, a line each. */
  readonly found: readonly string[];
  /** Notes for a person to know before they say yes, a sentence each. */
  readonly notes: readonly string[];
}

/** The files as a unified diff. */
export function diffOf({ files }: Proposal): string {
  return files
    .map(({ path, before, after }) => {
      const old = before === undefined ? "/dev/null" : `a/${path}`;
      const patch = createTwoFilesPatch(old, `b/${path}`, before ?? "", after, undefined, undefined, { context: 3 });
      return patch.replace(/^=+\n/, "");
    })
    .join("\n");
}

/** Does what was proposed. Rejects, with nothing done, when a file is no longer what the proposal was made from. */
export async function carryOut(proposal: Proposal): Promise<void> {
  const { folder, files, remote } = proposal;
  for (const change of files) await unchanged(folder, change);
  if (remote && existsSync(remote.path)) throw new MidwatchError(`${remote.path} is there already: nothing was done`);
  await recordInit(proposal);
  if (remote) await make(remote);
  // The configuration comes last: where it stands, the rest is in place.
  const order = files.toSorted((a, b) => Number(a.path === CONFIG_FILE) - Number(b.path === CONFIG_FILE));
  for (const { path, before, after } of order) await put(join(folder, path), after, before === undefined);
}

async function unchanged(folder: string, { path, before }: FileChange): Promise<void> {
  const now = readRegularText(join(folder, path), { most: MAX_PROPOSED_FILE_BYTES, links: "own" }, () => undefined);
  if (now === before && (now !== undefined || !existsSync(join(folder, path)))) return;
  throw new MidwatchError(`${join(folder, path)} has changed since it was read: nothing was written; run init again`);
}

async function make({ path, holds }: NewRemote): Promise<void> {
  if ("clone" in holds) return cloneBare(holds.clone, path);
  const seed = `${path}.seed`;
  try {
    for (const [name, text] of Object.entries(holds.files)) await put(join(seed, name), text, true);
    await seedRemote(seed, path, systemClock.now());
  } finally {
    await rm(seed, { recursive: true, force: true });
  }
}

/** A new file must still be new; a changed one is whole at every moment. */
async function put(file: string, text: string, isNew: boolean): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (isNew) return writeFile(file, text, { flag: "wx" });
  const there = await realpath(file);
  await writeFile(`${there}.midwatch-init`, text);
  await rename(`${there}.midwatch-init`, there);
}
