import type { Backend } from "../core/contracts/backend.ts";
import type { Factory } from "../core/contracts/plugin.ts";
import { acp } from "./acp/acp.ts";
import { claudeCode } from "./claude-code/claude-code.ts";
import { command } from "./command.ts";
import { gptme } from "./gptme/gptme.ts";
import { ollama } from "./ollama/ollama.ts";

/** The backends that come with midwatch. */

/** The backends that come with midwatch. */
export const backends: readonly Factory<Backend>[] = [command, claudeCode, ollama, gptme, acp];
