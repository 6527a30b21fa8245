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
const CONFIGURATION = "The configuration imports core, agents and its own folder.";
const TOGETHER = "What is put together knows neither the command line nor the audit.";
const COMMAND_LINE =
  "The command line imports core, config, assemble.ts, built-in.ts, doctor and audit; lessons, memory and backends only where a command is theirs.";
const INVERSIFY = "For container.ts and tokens.ts only.";
const CIRCLE = "import(no-cycle)";
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
  importing("src/more-tokens.ts", "node:sqlite", MACHINE),
  ...["fs", "fs/promises", "net", "http", "https", "os", "timers", "timers/promises", "worker_threads"].map((name) =>
    importing(`src/core/text/machine-${name.replace("/", "-")}.ts`, `node:${name}`, MACHINE),
  ),
  ...["core", "core/session/phases", "core/contracts"].map((folder) =>
    importing(`src/${folder}/files.ts`, "node:fs", MACHINE),
  ),
  ...["setTimeout(() => {}, 1)", "setInterval(() => {}, 1)", 'fetch("")', "process.cwd()"].map((code) => ({
    file: `src/core/work/${code.replaceAll(/\W/g, "")}.ts`,
    code: `export const machine = ${code};`,
    complaint: `Unexpected use of '${code.split(/\W/)[0]}'. ${MACHINE}`,
  })),
  ...["cli/x", "container", "assemble", "lessons/x", "memory/x", "policies/x", "backends/x"].map((target) =>
    importing(`src/config/from-${target.replace("/", "-")}.ts`, `../${target}.ts`, CONFIGURATION),
  ),
  ...["assemble", "built-in", "tokens"].map((name) => importing(`src/${name}.ts`, "./cli/x.ts", TOGETHER)),
  importing("src/from-audit.ts", "./audit/x.ts", TOGETHER),
  ...["lessons/x", "memory/x", "policies/x", "backends/x", "container", "tokens", "agents/x"].flatMap((target) => [
    importing(`src/cli/from-${target.replace("/", "-")}.ts`, `../${target}.ts`, COMMAND_LINE),
    importing(`src/cli/views/from-${target.replace("/", "-")}.ts`, `../../${target}.ts`, COMMAND_LINE),
    importing(`src/cli/commands/rescue/from-${target.replace("/", "-")}.ts`, `../../../${target}.ts`, COMMAND_LINE),
  ]),
  importing("src/cli/commands/lessons/from-memory.ts", "../../../memory/x.ts", COMMAND_LINE),
  importing("src/cli/commands/memory/from-lessons.ts", "../../../lessons/x.ts", COMMAND_LINE),
  importing("src/cli/commands/init/from-backends.ts", "../../../backends/x.ts", COMMAND_LINE),
  importing("src/cli/commands/trust.ts", "../../backends/x.ts", COMMAND_LINE),
  {
    file: "src/core/types.ts",
    code: `import type { B } from "./types-back.ts";\nexport type A = B;`,
    complaint: CIRCLE,
  },
  {
    file: "src/core/types-back.ts",
    code: `import type { A } from "./types.ts";\nexport type B = A | 1;`,
    complaint: CIRCLE,
  },
  { file: "src/core/cycle.ts", code: `export * from "./cycle-back.ts";`, complaint: CIRCLE },
  { file: "src/core/cycle-back.ts", code: `export * from "./cycle.ts";`, complaint: CIRCLE },
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
  "src/config/lawful.ts": [
    "../agents/load.ts",
    "../core/contracts/y.ts",
    "../core/contracts/x.ts",
    "../core/when/x.ts",
    "./x.ts",
    "zod",
  ],
  "src/core/text/lawful.ts": ["node:crypto", "node:util", "node:path"],
  "src/container.ts": ["inversify", "./core/x.ts", "./backends/index.ts", "../plugins/one/index.ts"],
  "src/cli/lawful.ts": ["../config/config.ts", "../core/x.ts", "../built-in.ts", "./views/x.ts", "yargs"],
  "src/cli/fleet/lawful.ts": ["../../assemble.ts", "../../core/errors.ts", "node:fs"],
  "src/cli/commands/lessons/lawful.ts": ["../../../lessons/x.ts", "../../../audit/x.ts", "./x.ts"],
  "src/cli/commands/memory/lawful.ts": ["../../../memory/index/x.ts", "../../views/x.ts"],
  "plugins/one/lawful.ts": ["../../src/index.ts", "./deep/x.ts", "zod", "yaml", "node:path", "node:fs/promises"],
  "plugins/one/deep/lawful.ts": ["../../../src/index.ts", "../lawful.ts", "./x.ts"],
};

/** What is forbidden elsewhere, in the places that exist for it. */
const EXEMPT: Readonly<Record<string, string>> = {
  "src/cli/views/print.ts": "console.log(process.env.HOME, Date.now());",
  "src/core/host/now.ts": "export const now = Date.now();",
  "src/core/host/git/wait.ts": "setTimeout(() => process.cwd(), 1);",
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
  return diagnostics
    .filter(({ filename }) => filename === file)
    .flatMap(({ code, help, message }) => [code, help ?? "", message]);
}
