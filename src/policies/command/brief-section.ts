import { z } from "zod";
import type { BriefEntry, BriefSection } from "../../core/contracts/brief.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { commandOptions } from "./options.ts";

const LETTERS_PER_TOKEN = 4;
/** Tokens of the section that a heading and a fence take. */
const FRAME = 60;

const Options = z.strictObject({
  ...commandOptions,
  name: z
    .string()
    .min(1)
    .describe("Name of the section in midwatch brief --json and in limits")
    .meta({ example: "builds" }),
  title: z.string().min(1).optional().describe("Its heading").meta({ example: "Latest builds" }),
  tokens: z.int().positive().default(300).describe("The most it may take"),
  outside: z.boolean().default(false).describe("That it prints what others have written: it is fenced then"),
});

/** A section that a program writes, in Markdown; in the files of the fetched commit. It prints nothing when it has nothing to say. */
export const commandSection: Factory<BriefSection, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ name, title = name, tokens, outside, run, seconds }, { ask }) => ({
    name,
    async write({ agent, item, company, now, view }, signal) {
      const about = item && { source: item.source, id: item.id, title: item.title };
      const question = { agent: agent.name, company, now, commit: view.commit, ...(about && { item: about }) };
      const text = (await ask({ run, seconds }, question, signal)).trim();
      if (text === "") return undefined;
      const longest = Math.max(0, tokens - FRAME) * LETTERS_PER_TOKEN;
      const entries = outside ? [{ origin: `what ${name} prints`, text, longest }] : entriesIn(text, longest);
      return { name, title, entries, tokens };
    },
  }),
};

/** Paragraphs and points, so that as many of them as fit are kept. Its headings stand below the brief's. */
function entriesIn(text: string, longest: number): readonly BriefEntry[] {
  const lowered = text.replaceAll(/^#(?=#{0,4} )/gm, "###");
  const parts = lowered.split(/\n{2,}|\n(?=- )/).filter((part) => part.trim() !== "");
  return parts.map((part) => part.slice(0, longest).toWellFormed());
}
