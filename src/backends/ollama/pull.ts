import type { BackendEvent } from "../../core/contracts/backend.ts";
import type { PullStep } from "./api/chat-server.ts";
import { eachInTime, type Patience } from "./patience.ts";

const STEP_PERCENT = 10;

/** Tells how far a model is that the server fetches. */
export async function* pulled(
  model: string,
  coming: AsyncIterable<PullStep>,
  patience: Patience,
): AsyncIterable<BackendEvent> {
  yield { type: "message", text: `Pulling ${model}` };
  let told = "";
  for await (const { status, total, completed } of eachInTime(coming, patience)) {
    const percent = total > 0 ? ` ${Math.floor((completed / total) * (100 / STEP_PERCENT)) * STEP_PERCENT} %` : "";
    const text = `${status}${percent}`;
    if (text !== told) yield { type: "message", text };
    told = text;
  }
}
