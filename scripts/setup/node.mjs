import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { MODULES } from "./paths.mjs";
import { SetupError } from "./say.mjs";

const WANTED = 24;

/** The Node that midwatch runs on: this one when it is new enough, else the one that tools/node24 brought. */
export function chooseNode() {
  if (isNewEnough() && existsSync(process.execPath)) return process.execPath;
  const packaged = join(MODULES, `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(packaged)) return packaged;
  throw new SetupError(
    `midwatch runs on Node ${WANTED} or later; this is Node ${process.versions.node}, and no Node ${WANTED} is packaged ` +
      `for ${process.platform}-${process.arch}. Install Node ${WANTED} from https://nodejs.org and run this again.`,
  );
}

/** The environment in which `node` is that Node, in shebangs and child processes, too. */
export function environmentFor(node) {
  const path = [dirname(node), join(MODULES, ".bin"), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...process.env, PATH: path };
}

/** The machine's own environment: without the packages' programs, which an installation is about to replace. */
export function environmentOutside() {
  const entries = (process.env.PATH ?? "").split(delimiter);
  return { ...process.env, PATH: entries.filter((entry) => !entry.startsWith(MODULES)).join(delimiter) };
}

function isNewEnough() {
  return Number(process.versions.node.split(".")[0]) >= WANTED;
}
