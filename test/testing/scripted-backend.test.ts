import { describeBackend, finish, ScriptedBackend, say } from "../../src/testing/index.ts";

describeBackend("scripted", {
  working: () => new ScriptedBackend(say("working"), finish({ text: "done" })),
  failing: () => new ScriptedBackend(finish({ stopReason: "error", cause: "spawn", text: "there is no model" })),
  hanging: () => new ScriptedBackend(say("working"), { type: "hang" }),
});
