import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { v7 as uuid } from "uuid";

/** Writes a file that is whole at every moment, and on the disk when it answers. */
export async function writeWhole(path: string, text: string | Buffer, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${uuid()}.draft`;
  {
    await using file = await open(draft, "wx", mode);
    await file.writeFile(text);
    await file.sync();
  }
  await rename(draft, path);
  await using folder = await open(dirname(path));
  await folder.sync();
}
