import { z } from "zod";
import { type Transcript, timeOf } from "./transcript.ts";

const TranscriptLine = z.object({
  type: z.enum(["user", "assistant"]),
  sessionId: z.string().optional(),
  timestamp: z.string().optional(),
  isMeta: z.boolean().optional(),
  isSidechain: z.boolean().optional(),
  message: z.object({ content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]) }),
});
type TranscriptLine = z.infer<typeof TranscriptLine>;

/** Tools that bring text of strangers into a conversation. */
const OUTSIDE = /^(?:WebFetch|WebSearch|mcp__)/;

/** `~/.claude/projects/<folder>/<session>.jsonl`. Undefined when it is no such file, or nothing was said. */
export function claudeCodeSession(
  objects: readonly Readonly<Record<string, unknown>>[],
  name: string,
): Transcript | undefined {
  const lines = objects.flatMap((each) => {
    const line = TranscriptLine.safeParse(each);
    // What a sub-agent was told is not what the person asked for.
    return line.success && !line.data.isMeta && !line.data.isSidechain ? [line.data] : [];
  });
  const asked = lines.filter(({ type }) => type === "user").map(messageText);
  const said = lines.filter(({ type }) => type === "assistant").map(messageText);
  const first = asked.find((text) => text !== "" && !text.startsWith("<"));
  if (first === undefined) return undefined;
  const tool = lines.flatMap(toolsOf).find((each) => OUTSIDE.test(each));
  const at = lines.map(({ timestamp }) => timeOf(timestamp)).findLast((each) => each !== undefined);
  return {
    program: "claude-code",
    session: lines.find(({ sessionId }) => sessionId !== undefined)?.sessionId ?? name,
    asked: first,
    said: said.filter(Boolean),
    ...(at !== undefined && { at }),
    ...(tool !== undefined && { outside: tool }),
  };
}

function messageText({ message: { content } }: TranscriptLine): string {
  if (typeof content === "string") return content.trim();
  const texts = content.filter(({ type }) => type === "text").map(({ text }) => (typeof text === "string" ? text : ""));
  return texts.join("\n").trim();
}

const toolsOf = ({ message: { content } }: TranscriptLine): readonly string[] =>
  typeof content === "string"
    ? []
    : content.filter(({ type }) => type === "tool_use").map(({ name }) => (typeof name === "string" ? name : ""));
