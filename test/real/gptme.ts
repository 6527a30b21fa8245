import { onTestFinished } from "vitest";
import { type Answer, type Asked, startOpenAi } from "../mock/openai.ts";
import { fleetOn, type Wanted } from "./fleet.ts";

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

export const EDITS = shell("sed -i s/alpha/beta/ a.txt");

/** What the model was told by gptme and not by the prompt. */
export const systemOf = ({ body }: Asked): string =>
  JSON.stringify(body.messages?.filter(({ role }) => role === "system"));

interface Scripted extends Pick<Wanted, "backend" | "agent" | "fleet" | "files"> {
  readonly answers: readonly Answer[];
  readonly onRequest?: (request: Asked) => void;
}

/** A fleet with one agent on the real gptme, and a mock of the API that it talks to. */
export async function gptmeFleet({ answers, onRequest, backend = "", agent = "", ...wanted }: Scripted) {
  const mock = await startOpenAi(answers, onRequest);
  onTestFinished(() => mock.close());
  const price = "prices: { local/mock: { input: 2, output: 10, cacheRead: 0.5 } }";
  const options = ["use: gptme", `executable: ${GPTME}`, `baseUrl: ${mock.url}`, "retries: 0", price, backend];
  const fleet = await fleetOn({ ...wanted, backend: options.join("\n"), agent: `model: local/mock\n${agent}` });
  return { ...fleet, mock };
}
