import { write } from "../end-to-end/fleet.ts";
import { describeUnruly } from "../end-to-end/unruly.ts";
import { startMock } from "../mock/anthropic.mjs";
import { startOpenAi } from "../mock/openai.ts";
import { CLAUDE_CODE, calls, SAYS_DONE } from "./fleet.ts";
import { COMPLETES, GPTME, shell } from "./gptme.ts";

/** Minutes; more than they take to start on a busy machine. */
const SILENCE = 1;

describeUnruly(
  "the real Claude Code",
  async ({ commands, forEver }, { fleet, onEnd }) => {
    const orders = commands.map((command) => calls("Bash", { command, description: "As ordered" }));
    const mock = await startMock({ scenario: { steps: forEver ? orders : [...orders, SAYS_DONE] } });
    onEnd(() => mock.close());
    const secrets = `ANTHROPIC_API_KEY=sk-ant-mock\nANTHROPIC_BASE_URL=${mock.url}\n`;
    write(fleet.folder, ".midwatch/credentials", secrets, 0o600);
    return { backend: `{ use: claude-code, executable: ${CLAUDE_CODE} }`, settings: ["tools: [read, edit, run]"] };
  },
  SILENCE,
);

describeUnruly(
  "the real gptme",
  async ({ commands, forEver }, { onEnd }) => {
    const orders = commands.map((command) => shell(command));
    const mock = await startOpenAi(forEver ? orders : [...orders, COMPLETES]);
    onEnd(() => mock.close());
    const backend = { use: "gptme", executable: GPTME, baseUrl: mock.url, retries: 0 };
    return { backend: JSON.stringify(backend), settings: ["model: local/mock", "tools: [read, edit, run]"] };
  },
  SILENCE,
);
