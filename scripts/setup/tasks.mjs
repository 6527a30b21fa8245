import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { provideAcpAgents } from "./acp-agents.mjs";
import { build, isBuilt } from "./build.mjs";
import { provideClaudeCode } from "./claude-code.mjs";
import { provideGptme } from "./gptme.mjs";
import { install, isInstalled } from "./install.mjs";
import { alone } from "./mutex.mjs";
import { chooseNode, environmentFor } from "./node.mjs";
import { ROOT } from "./paths.mjs";
import { endLike, runInPlace } from "./process.mjs";
import { provideRealModel } from "./real-model.mjs";
import { SetupError, say } from "./say.mjs";

const LINT = [["biome", "check", "--error-on-warnings"], ["oxlint", "--type-aware", "--deny-warnings"], ["knip"]];
const TYPES = [["tsc"]];
const TEST = [["vitest", "run"]];
const TEST_REAL = [["vitest", "run", "--config", "vitest.real.config.ts"]];

/** What each task runs once packages and build are in place; the arguments given go to the last command. */
const TASKS = {
  start: [["node", "dist/src/cli/bin.js", "demo"]],
  midwatch: [["node", join(ROOT, "dist/src/cli/bin.js")]],
  test: TEST,
  "test:real": TEST_REAL,
  check: [...LINT, ...TYPES, ...TEST],
  lint: LINT,
  typecheck: TYPES,
  format: [["biome", "check", "--write"]],
  bench: [
    ["node", "bench/start-up.mjs"],
    ["node", "bench/commands.mjs"],
    ["node", "bench/planning.mjs"],
    ["node", "bench/idle-day.mjs"],
    ["node", "bench/lessons.mjs"],
    ["node", "bench/brief.mjs"],
  ],
  soak: [["node", "soak/main.ts"]],
  house: [["node", "tools/house/main.ts"]],
  docs: [["node", "tools/api-docs/main.mjs"]],
  release: [["node", "scripts/release.mjs"]],
  build: [],
  prepack: [["publint"]],
};

/** The tasks that need more than packages and a build: what provides it, and says where it is. */
const PROVIDERS = {
  "test:real": async () => ({ ...(await provideAcpAgents()), ...(await provideNight()) }),
  soak: (args) => (args.includes("--real") ? provideNight() : {}),
};

const provideNight = async () => ({
  ...(await provideClaudeCode()),
  ...(await provideGptme()),
  ...(await provideRealModel()),
});

/** The tasks that have to work while the sources do not compile. */
const NEEDS_NO_BUILD = new Set(["lint", "typecheck", "format", "docs"]);

/** The tasks that are about the folder they were typed in; npm itself goes to the clone's. */
const WHERE_TYPED = new Set(["midwatch"]);

/** Sets the clone up, runs the task on the right Node, and ends as the task's last command ended. */
export async function runTask(name, args) {
  try {
    const commands = TASKS[name];
    if (!commands) throw new SetupError(`no task is called "${name}"; there are: ${Object.keys(TASKS).join(", ")}`);
    const env = await setUp({ withBuild: !NEEDS_NO_BUILD.has(name) });
    const provided = (await PROVIDERS[name]?.(args)) ?? {};
    const place = WHERE_TYPED.has(name) && process.env.INIT_CWD ? { cwd: process.env.INIT_CWD } : {};
    endLike(await runAll(commands, args, { env: { ...env, ...provided }, ...place }));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}

async function setUp({ withBuild }) {
  requireGit();
  if (!isInstalled()) await alone(async () => isInstalled() || install());
  const env = environmentFor(chooseNode());
  if (withBuild && !isBuilt()) await alone(async () => isBuilt() || build(env));
  return env;
}

function requireGit() {
  const { status } = spawnSync("git", ["--version"], { stdio: "ignore" });
  if (status !== 0) throw new SetupError("git is not installed, or not on the PATH. Install git and run this again.");
}

async function runAll(commands, args, place) {
  let ended = { code: 0 };
  for (const [index, [program, ...fixed]] of commands.entries()) {
    if (commands.length > 1) say([program, ...fixed].join(" "));
    const isLast = index === commands.length - 1;
    ended = await runInPlace(program, isLast ? [...fixed, ...args] : fixed, place);
    if (ended.code !== 0) break;
  }
  return ended;
}
