import { parseJson } from "../../../core/text/json.ts";
import type { Survey } from "./survey.ts";

/** Files of a repository in which Claude Code finds hooks and servers. */
const FILES = [".claude/settings.json", ".mcp.json"];
const KINDS = { hooks: "hooks", mcpServers: "MCP servers" } as const;

/** Hooks and servers that Claude Code has here and midwatch leaves off, a sentence for each file. */
export async function hookNotes(survey: Pick<Survey, "read">): Promise<string[]> {
  const notes = FILES.map(async (file) => {
    const text = await survey.read(file);
    return text === undefined ? [] : notesOn(file, text);
  });
  return (await Promise.all(notes)).flat();
}

function notesOn(file: string, text: string): string[] {
  const settings = settingsObject(text);
  return Object.entries(KINDS).flatMap(([key, kind]) => {
    const names = Object.keys((settings[key] ?? {}) as object);
    if (names.length === 0) return [];
    return [
      `${file} has ${kind} (${names.join(", ")}): they are off until midwatch trust has shown them and you agree`,
    ];
  });
}

function settingsObject(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
