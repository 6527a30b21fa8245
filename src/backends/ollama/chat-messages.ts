import type { ChatMessage } from "./api/chat-server.ts";
import type { Reply } from "./reply.ts";
import type { Used } from "./tool-use.ts";

export function messageOf({ text, thinking, calls }: Reply): ChatMessage {
  const tool_calls = calls.map(({ name, input }) => ({ function: { name, arguments: asObject(input) } }));
  const more = { ...(thinking && { thinking }), ...(tool_calls.length > 0 && { tool_calls }) };
  return { role: "assistant", content: text, ...more };
}

/** The server refuses arguments that are no object, even those of an old call. */
const asObject = (input: unknown): Record<string, unknown> =>
  typeof input === "object" && input !== null ? (input as Record<string, unknown>) : { unreadable: input };

const resultOf = ({ outcome }: Used) => (outcome.ok ? outcome.text : `error: ${outcome.text}`);

export const asResult = (used: Used): ChatMessage => ({
  role: "tool",
  tool_name: used.call.name,
  content: resultOf(used),
});

export const inOneMessage = (used: readonly Used[]): string =>
  used.map((one) => `Result of ${one.call.name}:\n${resultOf(one)}`).join("\n\n");
