import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentOutside } from "./node.mjs";
import { ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";

/** The one its tests were written with. */
const VERSION = "0.35.1";
/** Beside the project: it is nobody's dependency, and not ours to pass on. */
const FOLDER = join(ROOT, ".cache", `gptme-${VERSION}`);
const PROGRAM = join(FOLDER, "bin", "gptme");
const DONE = join(FOLDER, "complete");

/** The real gptme, for the tests that run it. Installs it from its package index when it is not there. */
export async function provideGptme() {
  if (!existsSync(DONE)) await narrate(`installing gptme ${VERSION}, once, for a minute or two`, install);
  return { MIDWATCH_GPTME: PROGRAM };
}

async function install() {
  await rm(FOLDER, { recursive: true, force: true });
  await run("python3", ["-m", "venv", FOLDER]);
  await run(join(FOLDER, "bin", "pip"), ["install", "--quiet", `gptme==${VERSION}`]);
  await writeFile(DONE, "");
}

async function run(program, args) {
  const { code, output } = await capture(program, args, environmentOutside());
  if (code !== 0) throw new SetupError(`gptme could not be installed: ${program} ended with ${code}\n${output}`, 1);
}
