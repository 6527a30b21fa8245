import { build, isBuilt } from "../../scripts/setup/build.mjs";
import { chooseNode, environmentFor } from "../../scripts/setup/node.mjs";

/** The command line is tested as it ships: compiled once, before the first test, when the sources have changed. */
export async function setup(): Promise<void> {
  if (!isBuilt()) await build(environmentFor(chooseNode()));
}
