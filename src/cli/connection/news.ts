import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { folderOfConnection, readDocument } from "./connections.ts";
import { writeWhole } from "./whole-file.ts";

const Brought = z.object({
  text: z.string(),
  /** Epoch milliseconds at which it was written over there, by the clock of this machine. */
  at: z.number(),
});
const Trouble = z.object({
  reason: z.string(),
  /** Epoch milliseconds: of the first time in a row, and of the last. */
  since: z.number(),
  at: z.number(),
});
const Told = z.object({ at: z.number(), text: z.string() });

type Brought = z.infer<typeof Brought>;
export type Trouble = z.infer<typeof Trouble>;
type Told = z.infer<typeof Told>;

/** News of a connection: its last brief, why the last attempt failed, and what became of hand-overs. */
export class News {
  private readonly folder: string;

  constructor(connection: string) {
    this.folder = folderOfConnection(connection);
  }

  brief(): Brought | undefined {
    return readDocument(join(this.folder, "brief.json"), Brought);
  }

  async keepBrief(brief: Brought): Promise<void> {
    await writeWhole(join(this.folder, "brief.json"), `${JSON.stringify(brief)}\n`);
  }

  /** Undefined when the last attempt went well. */
  trouble(): Trouble | undefined {
    return readDocument(join(this.folder, "trouble.json"), Trouble);
  }

  async wentWell(): Promise<void> {
    await rm(join(this.folder, "trouble.json"), { force: true });
  }

  async failed(reason: string, at: number): Promise<void> {
    const { since = at } = this.trouble() ?? {};
    await writeWhole(join(this.folder, "trouble.json"), `${JSON.stringify({ reason, since, at })}\n`);
  }

  /** Remembers a word on a hand-over for the next brief. The same one is told once. */
  async tell(id: string, told: Told): Promise<void> {
    await writeWhole(join(this.folder, "told", `${id}.json`), `${JSON.stringify(told)}\n`);
  }

  /** Words that nobody has been told yet, and how to forget them once somebody was. */
  untold(): readonly (Told & { forget(): Promise<void> })[] {
    const folder = join(this.folder, "told");
    return filesIn(folder)
      .flatMap((name) => {
        const told = readDocument(join(folder, name), Told);
        return told ? [{ ...told, forget: () => rm(join(folder, name), { force: true }) }] : [];
      })
      .toSorted((a, b) => a.at - b.at);
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
