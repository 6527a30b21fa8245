import { describeUnruly } from "../end-to-end/unruly.ts";
import { onClaudeCode, onGptme } from "./hires.ts";

/** Minutes; more than they take to start on a busy machine. */
const SILENCE = 1;

describeUnruly("the real Claude Code", onClaudeCode, { silence: SILENCE });

describeUnruly("the real gptme", onGptme, { silence: SILENCE });
