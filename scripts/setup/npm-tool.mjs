import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { environmentOutside } from "./node.mjs";
import { ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";

const INSTALL = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"];

/**
 * A program of a package, in exactly this version, for the tests that run the real one. Installed beside the project when
 * it is not there: it is nobody's dependency, and not ours to pass on.
 */
export async function provideTool({ name, version, package: from, program }) {
  const folder = join(ROOT, ".cache", `${name}-${version}`);
  const file = join(folder, "node_modules", from, program);
  if (!existsSync(file)) {
    const doing = `installing ${name} ${version}, once, for about half a minute`;
    await narrate(doing, () => install(folder, `${from}@${version}`));
  }
  return file;
}

/** Elsewhere first, so that one that was interrupted is none. */
async function install(folder, wanted) {
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const { code, output } = await capture("npm", [...INSTALL, "--prefix", draft, wanted], environmentOutside());
  if (code !== 0) throw new SetupError(`npm could not install ${wanted}: it ended with ${code}\n${output}`, 1);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}
