import { provideTool } from "./npm-tool.mjs";

/** The real Claude Code, in the version its recordings were made with: the native program alone. */
export async function provideClaudeCode() {
  const from = { package: "@anthropic-ai/claude-code-linux-x64", program: "claude" };
  return { MIDWATCH_CLAUDE_CODE: await provideTool({ name: "claude-code", version: "2.1.330", ...from }) };
}
