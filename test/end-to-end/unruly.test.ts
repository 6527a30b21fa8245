import { onAcp, onCommand, onOllama } from "./hires.ts";
import { describeUnruly } from "./unruly.ts";

describeUnruly("a command", onCommand);

// The loop of our own asks a model that repeats itself whether it is done, before a guard has had enough.
const ASKED = { outcome: { kind: "progress" }, publication: { kind: "published" } };

describeUnruly("ollama's loop", onOllama, { circling: ASKED });

describeUnruly("an agent that speaks ACP", onAcp);
