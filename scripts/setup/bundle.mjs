// Makes the command line start fast: each module that Node has to find and load costs it a millisecond, and the command
// line with what it depends on has a thousand. Run as a program of its own; prints the files it has written.
import { copyFileSync, mkdirSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { rolldown } from "rolldown";
import { DIST, ROOT } from "./paths.mjs";

const FROM = join(ROOT, "src", "cli");
const TO = join(DIST, "src", "cli");

/**
 * What is loaded together is one file, with all that it imports and a file above it does not hold: a status needs the
 * first, whatever reads the fleet's files the second and third, whatever runs something all of them.
 */
const TOGETHER = [
  ["status", ["src/cli/quick.ts", "src/cli/views/status-screen.ts"]],
  ["commands", ["src/cli/main.ts"]],
  ["files", ["src/config/config.ts", "src/built-in.ts"]],
  ["glance", ["src/cli/views/glance.ts"]],
  ["fleet", ["src/cli/fleet/open-fleet.ts"]],
];
const groups = TOGETHER.map(([name, sources], at) => ({
  name,
  test: (id) => sources.includes(relative(ROOT, id)),
  priority: TOGETHER.length - at,
}));

/** The cache of what is compiled has to be there before anything is loaded that it holds. */
const BUNDLES = [
  { entries: ["compile-cache"], output: { codeSplitting: false } },
  { entries: ["quick", "main"], output: { chunkFileNames: "chunks/[name].js", codeSplitting: { groups } } },
];

/** Loaded late, when there is something to remember: a library with native code, which no bundle can hold. */
const LEFT_OUT = [/^@lancedb\//, "apache-arrow"];

const BUILT_IN = /^import (?<names>\{[^}]*\}|\w+) from "(?<module>(?:node:)?[a-z][a-z0-9_/]*)";$/gm;

/**
 * An import statement makes Node compute every export of a module of its own, among them lazy ones that load half of
 * the standard library: 18 of the 51 ms of a status. Asking for the module itself does not.
 */
const directBuiltIns = {
  name: "direct-built-ins",
  renderChunk: (code) => ({
    code: code.replace(BUILT_IN, (statement, names, module) =>
      isBuiltin(module)
        ? `const ${names.replaceAll(" as ", ": ")} = process.getBuiltinModule("${module}");`
        : statement,
    ),
    map: null,
  }),
};

mkdirSync(TO, { recursive: true });
for (const { entries, output } of BUNDLES) for (const file of await bundle(entries, output)) console.log(file);
console.log(copied("bin.js"));

async function bundle(entries, output) {
  const input = Object.fromEntries(entries.map((entry) => [entry, join(FROM, `${entry}.ts`)]));
  const checks = { ineffectiveDynamicImport: false };
  const build = await rolldown({
    input,
    cwd: ROOT,
    platform: "node",
    external: LEFT_OUT,
    checks,
    plugins: [directBuiltIns],
  });
  const written = await build.write({
    dir: TO,
    format: "esm",
    comments: false,
    entryFileNames: "[name].js",
    ...output,
  });
  await build.close();
  return written.output.map(({ fileName }) => join(TO, fileName));
}

/** As it is: it has to be readable for a Node that is too old for everything else. */
function copied(name) {
  copyFileSync(join(FROM, name), join(TO, name));
  return join(TO, name);
}
