import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Change, MovingRecord } from "../../moving/record.ts";

interface FileToWrite {
  readonly path: string;
  readonly before?: string;
  readonly after: string;
}

/** Files and a repository that init is about to write. */
interface ToWrite {
  readonly folder: string;
  readonly files: readonly FileToWrite[];
  readonly remote?: { readonly path: string };
  readonly jobs?: readonly { readonly agent: string; readonly from: string }[];
}

/** Keeps what is here before init changes it, for `midwatch leave`. Rejects, with nothing changed, where it cannot. */
export async function recordInit({ folder, files, remote, jobs = [] }: ToWrite): Promise<void> {
  const record = new MovingRecord(folder);
  const changes: Change[] = [];
  for (const file of files) changes.push(await changeOf(folder, file, record));
  if (remote) changes.push({ kind: "repository", path: remote.path });
  await record.add({ at: Date.now(), by: "init", changes, jobs: [...jobs] });
}

async function changeOf(folder: string, { path, before, after }: FileToWrite, record: MovingRecord): Promise<Change> {
  const file = join(folder, path);
  // Its bytes: the text may have lost some.
  const was = before === undefined ? undefined : await readFile(file);
  return {
    kind: "file",
    path,
    before: await record.keep(was),
    after: await record.keep(Buffer.from(after)),
    made: missingFolders(folder, dirname(path)),
  };
}

/** Folders of a fleet that are made for a file, the inmost last. */
function missingFolders(fleet: string, folder: string): string[] {
  if (folder === "." || existsSync(join(fleet, folder))) return [];
  return [...missingFolders(fleet, dirname(folder)), folder];
}
