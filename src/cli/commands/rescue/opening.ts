import { existsSync } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { MidwatchError, messageOf } from "../../../core/errors.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { EXIT } from "../../exit-codes.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { doing } from "../../views/doing.ts";
import { say, sayJson } from "../../views/print.ts";
import type { RescueArguments } from "./command.ts";
import type { FoundRescue } from "./found-rescue.ts";

/** Kept work in a clone of a person's own: no session touches it, and what is pushed from there is theirs. */
export async function openRescue(
  { folder: fleet, fleet: { workspaces }, signal }: OpenFleet,
  { rescue, workspace, ref, tips }: FoundRescue,
  { folder, json }: Pick<RescueArguments, "folder" | "json">,
): Promise<number> {
  const place = await emptyFolder(resolve(folder ?? join(fleet, STATE_FOLDER, "opened", `rescue-${rescue.name}`)));
  const branch = `rescue/${rescue.name}`;
  // As new as it can be had: without the remote, as it was last known.
  doing(`fetching ${workspace.name}`);
  const fetched = await workspaces.get(workspace.name).fetch(signal);
  await workspace.keptRefs.open(ref, place, { branch, tips });
  const push = `git -C ${shellWord(place)} push origin HEAD:${workspace.branch}`;
  if (json) {
    sayJson({ folder: place, branch, remote: workspace.remote, push, fresh: fetched.ok });
    return EXIT.ok;
  }
  say(`${place} is a clone of your own, on branch ${branch}; its origin is ${workspace.remote}.`);
  if (tips.length > 0)
    say(`Each of its ${tips.length} tips has a branch of its own: ${branch}-1 to ${branch}-${tips.length}.`);
  if (!fetched.ok) say(`origin/${workspace.branch} is as it was fetched last: ${fetched.reason}`);
  say(`git -C ${shellWord(place)} merge origin/${workspace.branch}    brings in what is new there`);
  say(`${push}    publishes what is committed; the next session sees that it is on ${workspace.branch}`);
  return EXIT.ok;
}

async function emptyFolder(folder: string): Promise<string> {
  await makeFolder(folder).catch((thrown: unknown) => {
    throw new MidwatchError(
      `${folder} cannot be made a folder: ${messageOf(thrown)}; name one that is empty or not there yet`,
    );
  });
  if ((await readdir(folder)).length === 0) return folder;
  throw new MidwatchError(`${folder} is not empty, and its files are kept; name another folder, or remove it`);
}

/** One after the other: where nothing can be made, as in /proc, Node's own way would try for ever. */
async function makeFolder(folder: string): Promise<void> {
  if (!existsSync(dirname(folder))) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "EEXIST" || !(await stat(folder)).isDirectory()) throw thrown;
  });
}
