import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** The fenced blocks of a document that are in a language, in order. */
export async function examplesIn(document: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, document), "utf8");
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(?<code>[\\s\\S]*?)^\`\`\``, "gm"));
  return [...blocks].map(({ groups }) => groups?.code ?? "");
}
