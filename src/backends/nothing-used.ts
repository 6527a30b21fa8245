import type { Usage } from "../core/contracts/run-result.ts";

/** The usage of a run that never reached a model. */
export const NOTHING_USED: Usage = { inputTokens: 0, outputTokens: 0 };
