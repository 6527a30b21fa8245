import { dirname } from "node:path";
import { CLAUDE_CODE } from "./fleet.ts";

/** A real agent that speaks ACP, as a fleet's file names it, for an Anthropic API at an address. */
export interface AcpAgent {
  readonly name: string;
  readonly run: (url: string) => readonly string[];
  /** Its own words for reading and editing a.txt, and for a command. */
  readonly edits: readonly { readonly name: string; readonly input: unknown }[];
  readonly command: (command: string) => { readonly name: string; readonly input: unknown };
}

const ADAPTER = process.env.MIDWATCH_CLAUDE_AGENT_ACP ?? "";

/** What an agent's wrapper starts, and is not found on the PATH; the clone may be in a folder that agents do not see. */
export const SEEN = [dirname(CLAUDE_CODE), dirname(process.execPath), ADAPTER.replace(/\/node_modules\/.*/, "")];

const KEY = "sk-ant-mock";
const QUIET = ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1", "DISABLE_AUTOUPDATER=1"];

const claude: AcpAgent = {
  name: "Claude's ACP adapter",
  run: (url) => {
    const variables = [
      `CLAUDE_CODE_EXECUTABLE=${CLAUDE_CODE}`,
      `ANTHROPIC_BASE_URL=${url}`,
      `ANTHROPIC_API_KEY=${KEY}`,
    ];
    return ["env", ...QUIET, ...variables, process.execPath, ADAPTER];
  },
  edits: [
    { name: "Read", input: { file_path: "a.txt" } },
    { name: "Edit", input: { file_path: "a.txt", old_string: "alpha", new_string: "beta" } },
  ],
  command: (command) => ({ name: "Bash", input: { command, description: "As ordered" } }),
};

const opencode: AcpAgent = {
  name: "OpenCode",
  run: (url) => {
    const anthropic = { options: { baseURL: `${url}/v1`, apiKey: KEY } };
    const model = "anthropic/claude-sonnet-4-5";
    const config = { model, small_model: model, provider: { anthropic }, autoupdate: false, share: "disabled" };
    const variables = [`OPENCODE_CONFIG_CONTENT=${JSON.stringify(config)}`, "OPENCODE_DISABLE_MODELS_FETCH=1"];
    return ["env", ...variables, process.env.MIDWATCH_OPENCODE ?? "", "acp"];
  },
  edits: [
    { name: "read", input: { filePath: "a.txt" } },
    { name: "edit", input: { filePath: "a.txt", oldString: "alpha", newString: "beta" } },
  ],
  command: (command) => ({ name: "bash", input: { command, description: "As ordered" } }),
};

export const ACP_AGENTS: readonly AcpAgent[] = [claude, opencode];
