import { join } from "node:path";
import { type Connection, folderOfConnection } from "./connections.ts";
import { openingWords } from "./opening-words.ts";
import { writeWhole } from "./whole-file.ts";

/** File that gptme puts into every conversation's context: it runs no program that could say something there. */
export const gptmeBriefFile = (connection: string): string => join(folderOfConnection(connection), "brief.md");

/** Writes what the next conversation of gptme's begins with. It says when it was so, as it grows old where it stands. */
export async function writeGptmeBrief(connection: Connection, now: number): Promise<void> {
  if (!connection.programs.includes("gptme")) return;
  const opening = openingWords(connection, now);
  const when = new Date(now).toISOString().slice(0, 16).replace("T", " ");
  await writeWhole(gptmeBriefFile(connection.name), `(Written ${when} UTC.)\n\n${opening.text}\n`);
}
