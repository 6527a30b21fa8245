import type { ChatMessage } from "./chat-server.ts";

/** The messages as OpenAI's API has them: every call with an id that its result names, arguments as text, no thoughts. */
export function messagesFor(messages: readonly ChatMessage[]): object[] {
  let open: string[] = [];
  return messages.map(({ role, content, tool_calls = [] }, turn) => {
    if (role === "tool") return { role, tool_call_id: open.shift() ?? "call-0", content };
    const calls = tool_calls.map(({ function: { name, arguments: input } }, at) => ({
      id: `call-${turn}-${at}`,
      type: "function",
      function: { name, arguments: JSON.stringify(input) },
    }));
    open = calls.map(({ id }) => id);
    return { role, content, ...(calls.length > 0 && { tool_calls: calls }) };
  });
}
