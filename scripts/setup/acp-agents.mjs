import { provideTool } from "./npm-tool.mjs";

/** Two real agents that speak ACP. The first one needs a Claude Code, and takes the one it is shown. */
export async function provideAcpAgents() {
  const claude = { package: "@agentclientprotocol/claude-agent-acp", program: "dist/index.js" };
  const opencode = { package: "opencode-linux-x64", program: "bin/opencode" };
  return {
    MIDWATCH_CLAUDE_AGENT_ACP: await provideTool({ name: "claude-agent-acp", version: "0.100.0", ...claude }),
    MIDWATCH_OPENCODE: await provideTool({ name: "opencode", version: "1.18.33", ...opencode }),
  };
}
