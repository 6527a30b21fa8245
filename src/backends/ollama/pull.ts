import type { Ollama } from "ollama/browser";
import type { BackendEvent } from "../../core/contracts/backend.ts";
import { eachInTime, type Patience } from "./server.ts";

const STEP_PERCENT = 10;

/** Has the server fetch a model, and tells how far it is. */
export async function* pull(client: Ollama, model: string, patience: Patience): AsyncIterable<BackendEvent> {
  yield { type: "message", text: `Pulling ${model}` };
  let told = "";
  for await (const { status, total, completed } of eachInTime(client.pull({ model, stream: true }), patience)) {
    const percent = total > 0 ? ` ${Math.floor((completed / total) * (100 / STEP_PERCENT)) * STEP_PERCENT} %` : "";
    const text = `${status}${percent}`;
    if (text !== told) yield { type: "message", text };
    told = text;
  }
}
