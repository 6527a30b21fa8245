import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { isWithin } from "../paths.ts";
import type { CloneState } from "./clone-state.ts";
import { unfit } from "./collect-reasons.ts";
import type { Git } from "./git.ts";
import type { ReadableTree } from "./linked-work-trees.ts";
import { RepositoryFiles } from "./repository-files.ts";

/** A clone's settings, and those of its own work tree alone. */
const CONFIG_FILES = ["config", "config.worktree"];

/** Folder that a clone's own settings name for its files, when it is not the clone's. */
export interface SetWorkTree {
  readonly folder: string;
  /** Its files, where they stand in the session's own folders and are no part of the clone's. */
  readonly readable: readonly ReadableTree[];
  /** They are out of reach. */
  readonly isBeyond: boolean;
}

/** Work tree set by `core.worktree`: git commits the files there, and takes missing ones for deleted. */
export async function setWorkTreeOf(
  git: Git,
  { clone, folder: session }: { readonly clone: string; readonly folder: string },
  state: CloneState | undefined,
): Promise<SetWorkTree | undefined> {
  const gitDir = join(clone, ".git");
  const set = state && (await settingIn(git, new RepositoryFiles(gitDir)));
  if (!set) return undefined;
  const folder = resolve(gitDir, set);
  const real = realPath(folder);
  if (real === realPath(clone)) return undefined;
  const isOwn = real !== undefined && isWithin(realpathSync(session), real);
  const isRead = isOwn && !isWithin(realpathSync(clone), real);
  const name = state.head?.branch ?? "work-tree";
  const tree = { id: "", folder: real ?? folder, called: folder, head: state.head, name };
  return { folder, readable: isRead ? [tree] : [], isBeyond: !isOwn };
}

/** Sentence for a clone whose files stand in another folder: that one is checked out, and not the clone's. */
export const setElsewhere = (set: SetWorkTree | undefined) =>
  set && unfit(`core.worktree of its clone says that its files stand in ${set.folder}`);

async function settingIn(git: Git, files: RepositoryFiles): Promise<string> {
  let found = "";
  for (const name of CONFIG_FILES.filter((each) => files.has(each))) {
    const input = files.bytes(name) ?? Buffer.alloc(0);
    const printed = await git.line(["config", "--file", "-", "--get", "core.worktree"], { input, answers: [0, 1] });
    found = printed || found;
  }
  return found;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
