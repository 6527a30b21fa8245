import { onAcp, onCommand, onOllama } from "./hires.ts";
import { describeUnruly } from "./unruly.ts";

describeUnruly("a command", onCommand);

describeUnruly("ollama's loop", onOllama);

describeUnruly("an agent that speaks ACP", onAcp);
