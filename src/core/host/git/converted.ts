import type { Git } from "./git.ts";

/** Attributes by which git itself has a file otherwise in a commit than on the disk: no program has a part in it. */
const CONVERTING = ["text", "eol", "working-tree-encoding", "ident"];
const AS_IT_IS = ["unspecified", "unset"];

/** Those of the paths of which a commit has other bytes than the work tree: line ends, an encoding, an id. */
export async function convertedAmong(git: Git, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const printed = await git.bytes(["check-attr", "-z", "--stdin", ...CONVERTING], { input: listed(paths) });
  const fields = printed.toString("latin1").split("\0");
  const found = fields.filter((_, at) => at % 3 === 0 && !AS_IT_IS.includes(fields[at + 2] ?? "unset"));
  return [...new Set(found)];
}

/** Brings them into the index as "git add" would. Answers with those that git cannot convert. */
export async function addConverted(git: Git, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0 || (await isAdded(git, paths))) return [];
  if (paths.length === 1) return paths;
  const half = Math.ceil(paths.length / 2);
  return [...(await addConverted(git, paths.slice(0, half))), ...(await addConverted(git, paths.slice(half)))];
}

const isAdded = (git: Git, paths: readonly string[]): Promise<boolean> =>
  git.run(["update-index", "--add", "--replace", "-z", "--stdin"], { input: listed(paths) }).then(
    () => true,
    () => false,
  );

const listed = (paths: readonly string[]) => Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
