import { onAcp, onCommand, onOllama } from "../end-to-end/hires.ts";
import { describeHabits } from "../git-habits/sessions.ts";
import { onClaudeCode, onGptme } from "./hires.ts";

describeHabits("a command", onCommand);
describeHabits("ollama's loop", onOllama);
describeHabits("an agent that speaks ACP", onAcp);
describeHabits("the real Claude Code", onClaudeCode);
describeHabits("the real gptme", onGptme);
