import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { environmentOutside } from "./node.mjs";
import { ROOT } from "./paths.mjs";
import { capture } from "./process.mjs";
import { narrate, SetupError } from "./say.mjs";

const PACKAGE = "@anthropic-ai/claude-code-linux-x64";
/** The one its recordings were made with. */
const VERSION = "2.1.330";
/** Beside the project: it is nobody's dependency, and not ours to pass on. */
const FOLDER = join(ROOT, ".cache", `claude-code-${VERSION}`);
const PROGRAM = join(FOLDER, "node_modules", PACKAGE, "claude");

/** The real Claude Code, for the tests that run it. Installs it when it is not there. */
export async function provideClaudeCode() {
  if (!existsSync(PROGRAM)) await narrate(`installing Claude Code ${VERSION}, once, for about half a minute`, install);
  return { MIDWATCH_CLAUDE_CODE: PROGRAM };
}

async function install() {
  await mkdir(FOLDER, { recursive: true });
  const args = ["install", "--prefix", FOLDER, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { code, output } = await capture("npm", [...args, `${PACKAGE}@${VERSION}`], environmentOutside());
  if (code !== 0) throw new SetupError(`npm could not install ${PACKAGE}: it ended with ${code}\n${output}`, 1);
}
