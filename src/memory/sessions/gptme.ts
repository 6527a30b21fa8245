import { z } from "zod";
import { type Transcript, timeOf } from "./transcript.ts";

const MessageLine = z.object({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string(),
  timestamp: z.string().optional(),
  hide: z.boolean().optional(),
});

/** Calls that bring text of strangers into a conversation. */
const OUTSIDE = /\b(?:read_url|screenshot_url|search)\(|^```(?:browser|rag)\b/m;

/** `~/.local/share/gptme/logs/<name>/conversation.jsonl`. Undefined when it is no such file, or nothing was said. */
export function gptmeSession(
  objects: readonly Readonly<Record<string, unknown>>[],
  name: string,
): Transcript | undefined {
  const lines = objects.flatMap((each) => {
    const line = MessageLine.safeParse(each);
    return line.success && !line.data.hide ? [line.data] : [];
  });
  const first = lines.find(({ role, content }) => role === "user" && content.trim() !== "");
  if (!first) return undefined;
  const said = lines.filter(({ role }) => role === "assistant").map(({ content }) => content.trim());
  const call = said.map((text) => OUTSIDE.exec(text)?.[0]).find((each) => each !== undefined);
  const at = lines.map(({ timestamp }) => timeOf(timestamp)).findLast((each) => each !== undefined);
  return {
    program: "gptme",
    session: name,
    asked: first.content.trim(),
    said: said.filter(Boolean),
    ...(at !== undefined && { at }),
    ...(call !== undefined && { outside: call.replaceAll(/[`(]/g, "") }),
  };
}
