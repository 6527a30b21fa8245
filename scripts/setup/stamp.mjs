import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MODULES, ROOT } from "./paths.mjs";

/** A hash of the named files' names and contents. */
export function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update("\0");
  return hash.digest("hex");
}

/** A note inside node_modules, gone with it, of what a step was last done for. */
export class Stamp {
  constructor(name) {
    this.file = join(MODULES, ".midwatch", name);
  }

  matches(value) {
    try {
      return readFileSync(this.file, "utf8") === value;
    } catch {
      return false;
    }
  }

  write(value) {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, value);
  }
}
