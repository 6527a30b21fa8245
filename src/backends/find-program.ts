import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/** A program as a part's options name it: with a slash relative to `folder`, else on the `path`. */
export async function findProgram(
  name: string,
  { folder, path }: { readonly folder: string; readonly path: string },
): Promise<string | undefined> {
  if (name.includes("/")) return firstExecutable([resolve(folder, name)]);
  const folders = path.split(delimiter).filter(Boolean);
  return firstExecutable(folders.map((entry) => join(entry, name)));
}

/** The first of these files that can be executed. */
export async function firstExecutable(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
