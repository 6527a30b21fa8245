import type { ChatMessage } from "./api/chat-server.ts";
import { headAndTail } from "./head-tail.ts";

/** Characters that a message is wrapped in. */
const WRAPPING = 40;

/** In characters, as it is sent. */
export const messageLength = ({ content, thinking = "", tool_calls }: ChatMessage): number =>
  content.length + thinking.length + (tool_calls ? JSON.stringify(tool_calls).length : 0) + WRAPPING;

export function thoughtless(message: ChatMessage): ChatMessage {
  const { thinking: _thinking, ...rest } = message;
  return rest;
}

/** A word in the place of a long result. */
export const stubbed = (message: ChatMessage, short: number): ChatMessage =>
  message.content.length <= short
    ? message
    : {
        ...message,
        content: `(${message.content.length} characters, left out to stay within your window: ask again for what you need)`,
      };

/** A message of which no text is longer: what was said, and what its calls say. */
export function shortened(message: ChatMessage, longest: number): ChatMessage {
  const { tool_calls, ...rest } = thoughtless(message);
  const calls = tool_calls?.map((call) => ({
    function: { name: call.function.name, arguments: shortenedIn(call.function.arguments, longest) },
  }));
  return { ...rest, content: headAndTail(rest.content, longest), ...(calls && { tool_calls: calls }) };
}

const shortenedIn = (input: Readonly<Record<string, unknown>>, longest: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([key, value]) => [key, cut(value, longest)]));

function cut(value: unknown, longest: number): unknown {
  if (typeof value === "string") return headAndTail(value, longest);
  const text = JSON.stringify(value) ?? "";
  return text.length > longest ? headAndTail(text, longest) : value;
}
