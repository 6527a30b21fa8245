import { expect, it } from "vitest";
import type { Ended } from "../../src/core/contracts/session.ts";
import { EDITS, realFleet, SAYS_DONE } from "./fleet.ts";

it("knows how much of the subscription's windows is used, and when the fullest begins anew", async () => {
  const reset = Math.floor(Date.now() / 1000) + 7_200;
  const headers = {
    "anthropic-ratelimit-unified-status": "allowed_warning",
    "anthropic-ratelimit-unified-reset": String(reset),
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-5h-status": "allowed_warning",
    "anthropic-ratelimit-unified-5h-reset": String(reset),
    "anthropic-ratelimit-unified-5h-utilization": "0.85",
    "anthropic-ratelimit-unified-5h-surpassed-threshold": "0.75",
    "anthropic-ratelimit-unified-7d-status": "allowed",
    "anthropic-ratelimit-unified-7d-reset": String(reset + 9000),
    "anthropic-ratelimit-unified-7d-utilization": "0.3",
  };
  const { run } = await realFleet({
    scenario: {
      steps: [...EDITS, SAYS_DONE].map((step) => (typeof step === "function" ? step : { ...step, headers })),
    },
    credentials: { ANTHROPIC_API_KEY: "", CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-mock" },
  });
  const { outcome, result } = (await run()) as Ended;
  expect(outcome.kind).toBe("done");
  expect(result?.usage.window).toEqual({ used: 0.85, until: reset * 1000 });
});
