import type { Answer } from "../mock/openai.ts";

/** The real gptme, which "npm run test:real" puts beside the project. */
export const GPTME = process.env.MIDWATCH_GPTME ?? "";

/** A reply that uses a tool, as gptme reads it. */
export const uses = (tool: string, code: string, words = "I go on."): Answer => ({
  text: `${words}\n\n\`\`\`${tool}\n${code}\n\`\`\``,
});
export const shell = (command: string): Answer => uses("shell", command);

const NOTES = "It is edited.\n\n```midwatch\nitem: done\nreason: a.txt says beta\n```";
/** The reply that ends the run, with the agent's notes. */
export const COMPLETES: Answer = { text: `${NOTES}\n\n\`\`\`complete\n\`\`\`` };
