import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A file that breaks one rule, and what oxlint has to say about it. */
interface Offence {
  readonly file: string;
  readonly code: string;
  readonly complaint: string;
}

interface Diagnostic {
  readonly filename: string;
  readonly message: string;
  readonly code: string;
  readonly help?: string;
}

const CORE = "Core imports only core.";
const CONTRACTS = "Contracts import only contracts.";
const LAYER =
  "This layer imports core/contracts, core/text, core/errors.ts, core/host/regular-file.ts and its own folder.";
const DOCTOR = "The doctor imports core, lessons and its own folder.";
const AUDIT = "The audit imports core and its own folder.";
const TESTING = "Testing imports core, src/index.ts and its own folder.";
const PLUGIN = "A plugin imports src/index.ts, its own files, zod, yaml and node:*.";
const INVERSIFY = "For container.ts and tokens.ts only.";
const MACHINE = "For core/host only.";

const ABOVE_CORE = [
  "agents/x",
  "backends/x",
  "policies/x",
  "memory/x",
  "cli/x",
  "testing/x",
  "container",
  "config",
  "tokens",
];

const OFFENCES: readonly Offence[] = [
  ...ABOVE_CORE.map((target) => importing(`src/core/from-${target.replace("/", "-")}.ts`, `../${target}.ts`, CORE)),
  importing("src/core/from-index.ts", "../index.ts", CORE),
  importing("src/core/from-plugins.ts", "../../plugins/x/index.ts", CORE),
  importing("src/core/phases/from-agents.ts", "../../agents/x.ts", CORE),
  importing("src/core/phases/deep/from-agents.ts", "../../../agents/x.ts", CORE),
  importing("src/core/host/from-policies.ts", "../../policies/x.ts", CORE),
  importing("src/core/host/git/from-policies.ts", "../../../policies/x.ts", CORE),
  importing("src/core/contracts/from-core.ts", "../errors.ts", CONTRACTS),
  importing("src/core/contracts/from-backends.ts", "../../backends/x.ts", CONTRACTS),
  ...["agents", "backends", "lessons", "memory", "policies"].flatMap(strayingFrom),
  importing("src/doctor/from-cli.ts", "../cli/x.ts", DOCTOR),
  importing("src/audit/from-doctor.ts", "../doctor/x.ts", AUDIT),
  importing("src/testing/from-backends.ts", "../backends/x.ts", TESTING),
  importing("src/testing/suites/from-container.ts", "../../container.ts", TESTING),
  importing("src/testing/suites/deep/from-cli.ts", "../../../cli/x.ts", TESTING),
  importing("plugins/one/from-core.ts", "../../src/core/x.ts", PLUGIN),
  importing("plugins/one/from-sibling.ts", "../two/index.ts", PLUGIN),
  importing("plugins/one/from-package.ts", "uuid", PLUGIN),
  importing("plugins/one/child-process.ts", "node:child_process", MACHINE),
  importing("plugins/one/deep/from-core.ts", "../../../src/core/x.ts", PLUGIN),
  importing("plugins/one/deep/from-sibling.ts", "../../two/index.ts", PLUGIN),
  importing("plugins/one/deep/sqlite.ts", "node:sqlite", MACHINE),
  ...["core", "core/phases", "core/host", "core/contracts", "backends", "policies/budget", "testing", "cli"].map(
    (folder) => importing(`src/${folder}/container.ts`, "inversify", INVERSIFY),
  ),
  ...["execa", "simple-git", "node:sqlite", "node:child_process"].map((name) =>
    importing(`src/backends/machine-${name.replace(":", "-")}.ts`, name, MACHINE),
  ),
  ...["core", "core/phases", "core/contracts", "agents", "memory", "policies/budget", "testing", "cli"].map((folder) =>
    importing(`src/${folder}/machine.ts`, "execa", MACHINE),
  ),
  importing("src/tokens.ts", "node:sqlite", MACHINE),
  { file: "src/core/cycle.ts", code: `export * from "./cycle-back.ts";`, complaint: "import(no-cycle)" },
  { file: "src/core/cycle-back.ts", code: `export * from "./cycle.ts";`, complaint: "import(no-cycle)" },
  { file: "src/core/now.ts", code: "export const now = Date.now();", complaint: "Time comes from the clock." },
  { file: "src/core/dice.ts", code: "export const dice = Math.random();", complaint: "Chance comes from the host." },
  {
    file: "plugins/one/env.ts",
    code: "export const env = process.env;",
    complaint: "Only the rim reads the environment.",
  },
  { file: "src/core/log.ts", code: `console.log("");`, complaint: "eslint(no-console)" },
  { file: "src/core/default.ts", code: "export default 1;", complaint: "import(no-default-export)" },
];

/** One of each layer, importing all that it may. */
const LAWFUL: Readonly<Record<string, readonly string[]>> = {
  "src/core/lawful.ts": ["./contracts/x.ts", "./host/clock.ts", "zod", "eventemitter3"],
  "src/core/phases/lawful.ts": ["../contracts/x.ts", "../host/clock.ts", "./status.ts"],
  "src/core/host/lawful.ts": ["execa", "simple-git", "node:sqlite", "node:child_process", "../contracts/x.ts"],
  "src/core/contracts/lawful.ts": ["./x.ts"],
  "src/backends/lawful.ts": [
    "../core/contracts/x.ts",
    "../core/errors.ts",
    "../core/host/regular-file.ts",
    "./ollama/x.ts",
    "zod",
  ],
  "src/memory/index/word-index.ts": ["./x.ts", "node:sqlite"],
  "src/policies/budget/lawful.ts": ["../../core/contracts/x.ts", "../../core/errors.ts", "../guards/x.ts", "./x.ts"],
  "src/testing/lawful.ts": ["../core/host/clock.ts", "../index.ts", "./x.ts"],
  "src/config/lawful.ts": ["../agents/load.ts", "../core/contracts/x.ts", "../core/when/x.ts", "./x.ts", "zod"],
  "src/container.ts": ["inversify", "./core/x.ts", "./backends/index.ts", "../plugins/one/index.ts"],
  "src/cli/lawful.ts": ["../container.ts", "../config/config.ts", "yargs"],
  "plugins/one/lawful.ts": ["../../src/index.ts", "./deep/x.ts", "zod", "yaml", "node:path", "node:fs/promises"],
  "plugins/one/deep/lawful.ts": ["../../../src/index.ts", "../lawful.ts", "./x.ts"],
};

/** What is forbidden elsewhere, in the places that exist for it. */
const EXEMPT: Readonly<Record<string, string>> = {
  "src/cli/views/print.ts": "console.log(process.env.HOME, Date.now());",
  "src/core/host/now.ts": "export const now = Date.now();",
  "plugins/one/index.ts": "export default 1;",
};

const OXLINT = join(import.meta.dirname, "../../node_modules/.bin/oxlint");
const CONFIG = join(import.meta.dirname, "../../.oxlintrc.json");

let tree: string;
let diagnostics: readonly Diagnostic[];

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "midwatch-layers-"));
  await copyFile(CONFIG, join(tree, ".oxlintrc.json"));
  for (const { file, code } of OFFENCES) await plant(file, code);
  for (const [file, imports] of Object.entries(LAWFUL)) await plant(file, imports.map(exportAllFrom).join("\n"));
  for (const [file, code] of Object.entries(EXEMPT)) await plant(file, code);
  diagnostics = await lint();
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe("the linter", () => {
  it.each(OFFENCES)("complains about $file: $complaint", ({ file, complaint }) => {
    expect(complaintsAbout(file)).toContain(complaint);
  });

  it.each(Object.keys({ ...LAWFUL, ...EXEMPT }))("has nothing against %s", (file) => {
    expect(complaintsAbout(file)).toEqual([]);
  });
});

function importing(file: string, specifier: string, complaint: string): Offence {
  return { file, code: exportAllFrom(specifier), complaint };
}

function strayingFrom(layer: string): readonly Offence[] {
  const sibling = layer === "agents" ? "policies" : "agents";
  return [
    importing(`src/${layer}/from-sibling.ts`, `../${sibling}/x.ts`, LAYER),
    importing(`src/${layer}/from-core.ts`, "../core/session-runner.ts", LAYER),
    importing(`src/${layer}/from-host.ts`, "../core/host/clock.ts", LAYER),
    importing(`src/${layer}/from-config.ts`, "../config/config.ts", LAYER),
    importing(`src/${layer}/part/from-sibling.ts`, `../../${sibling}/x.ts`, LAYER),
    importing(`src/${layer}/part/from-core.ts`, "../../core/session-runner.ts", LAYER),
    importing(`src/${layer}/part/deep/from-sibling.ts`, `../../../${sibling}/x.ts`, LAYER),
  ];
}

function exportAllFrom(specifier: string): string {
  return `export * from "${specifier}";`;
}

async function plant(file: string, code: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true });
  await writeFile(join(tree, file), `${code}\n`);
}

/** oxlint ends with 1 because there is something to complain about; only its output counts. */
async function lint(): Promise<readonly Diagnostic[]> {
  const output = await new Promise<string>((resolve) => {
    execFile(OXLINT, ["--format", "json"], { cwd: tree, maxBuffer: 1e8 }, (_error, stdout) => resolve(stdout));
  });
  return (JSON.parse(output) as { diagnostics: readonly Diagnostic[] }).diagnostics;
}

function complaintsAbout(file: string): readonly string[] {
  return diagnostics.filter(({ filename }) => filename === file).flatMap(({ code, help }) => [code, help ?? ""]);
}
