import { chmodSync, existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { DIST, ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";
import { hashOf, Stamp } from "./stamp.mjs";

const BIN = join(DIST, "src", "cli", "bin.js");
const SETTINGS = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];

const stamp = new Stamp("built");

/** Whether dist was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(BIN) && stamp.matches(sourcesHash());
}

/** Compiles src and plugins to dist, and removes what their sources no longer produce. */
export async function build(env) {
  await narrate("building", async () => {
    const sources = sourcesHash();
    const { code, output } = await capture("tsc", ["-p", "tsconfig.build.json", "--listEmittedFiles"], env);
    if (code !== 0) throw new SetupError(`the build failed:\n${output}`, 1);
    keepOnly(emittedFiles(output), realpathSync(DIST));
    chmodSync(BIN, 0o755);
    stamp.write(sources);
  });
}

function sourcesHash() {
  const sources = ["src", "plugins"].flatMap((folder) => filesUnder(join(ROOT, folder)));
  return hashOf([...SETTINGS, ...sources.map((file) => relative(ROOT, file)).sort()]);
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** tsc may know this folder by another name, through a symbolic link. */
function emittedFiles(output) {
  return new Set([...output.matchAll(/^TSFILE:\s*(.+)$/gm)].map((match) => realpathSync(match[1].trim())));
}

function keepOnly(emitted, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) keepOnly(emitted, path);
    else if (!emitted.has(path)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
