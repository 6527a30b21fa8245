import { readFile } from "node:fs/promises";

/** What a file of the owner's says, when it is there; one that cannot be read says nothing, but it is there. */
export async function readStopFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
}
