import { write } from "../end-to-end/fleet.ts";
import type { Hire } from "../end-to-end/hires.ts";
import { startMock } from "../mock/anthropic.mjs";
import { startOpenAi } from "../mock/openai.ts";
import { CLAUDE_CODE, calls, SAYS_DONE } from "./fleet.ts";
import { COMPLETES, GPTME, shell } from "./gptme.ts";

/** The real Claude Code, on a scripted API. */
export const onClaudeCode: Hire = async ({ commands, forEver }, { fleet, onEnd }) => {
  const orders = commands.map((command) => calls("Bash", { command, description: "As ordered" }));
  const mock = await startMock({ scenario: { steps: forEver ? orders : [...orders, SAYS_DONE] } });
  onEnd(() => mock.close());
  const secrets = `ANTHROPIC_API_KEY=sk-ant-mock\nANTHROPIC_BASE_URL=${mock.url}\n`;
  write(fleet.folder, ".midwatch/credentials", secrets, 0o600);
  return { backend: `{ use: claude-code, executable: ${CLAUDE_CODE} }`, settings: ["tools: [read, edit, run]"] };
};

/** The real gptme, on a scripted API. */
export const onGptme: Hire = async ({ commands, forEver }, { onEnd }) => {
  const orders = commands.map((command) => shell(command));
  const mock = await startOpenAi(forEver ? orders : [...orders, COMPLETES]);
  onEnd(() => mock.close());
  const backend = { use: "gptme", executable: GPTME, baseUrl: mock.url, retries: 0 };
  return { backend: JSON.stringify(backend), settings: ["model: local/mock", "tools: [read, edit, run]"] };
};
