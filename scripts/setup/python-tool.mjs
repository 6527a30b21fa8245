import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentOutside } from "./node.mjs";
import { ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";

/**
 * A virtual environment with packages in exactly these versions, for the tests that run what they carry. Made beside the
 * project when it is not there: they are nobody's dependency, and not ours to pass on.
 */
export async function provideVenv({ name, doing, install }) {
  const folder = join(ROOT, ".cache", name);
  const done = join(folder, "complete");
  if (!existsSync(done))
    await narrate(doing, async () => {
      await rm(folder, { recursive: true, force: true });
      await run(name, "python3", ["-m", "venv", folder]);
      await run(name, join(folder, "bin", "pip"), ["install", "--quiet", ...install]);
      await writeFile(done, "");
    });
  return folder;
}

async function run(name, program, args) {
  const { code, output } = await capture(program, args, environmentOutside());
  if (code !== 0) throw new SetupError(`${name} could not be installed: ${program} ended with ${code}\n${output}`, 1);
}
