import { chmodSync, existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { DIST, ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";
import { hashOf, Stamp } from "./stamp.mjs";

const BIN = join(DIST, "src", "cli", "bin.js");
const SETTINGS = ["package-lock.json", "tsconfig.json", "tsconfig.build.json", "scripts/setup/bundle.mjs"];

const stamp = new Stamp("built");

/** Whether dist was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(BIN) && stamp.matches(sourcesHash());
}

/** Compiles the public API, bundles the command line, and removes from dist what the sources no longer produce. */
export async function build(env) {
  await narrate("building", async () => {
    const sources = sourcesHash();
    const compiled = await made("tsc", ["-p", "tsconfig.build.json", "--listEmittedFiles"], env);
    const bundled = await made("node", [join(ROOT, "scripts", "setup", "bundle.mjs")], env);
    keepOnly(new Set([...emittedFiles(compiled), ...pathsIn(bundled)]), realpathSync(DIST));
    chmodSync(BIN, 0o755);
    stamp.write(sources);
  });
}

async function made(command, args, env) {
  const { code, output } = await capture(command, args, env);
  if (code !== 0) throw new SetupError(`the build failed:\n${output}`, 1);
  return output;
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
  return [...output.matchAll(/^TSFILE:\s*(.+)$/gm)].map((match) => realpathSync(match[1].trim()));
}

const pathsIn = (output) =>
  output
    .trim()
    .split("\n")
    .map((line) => realpathSync(line));

function keepOnly(emitted, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) keepOnly(emitted, path);
    else if (!emitted.has(path)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
