import type { Ollama } from "ollama/browser";
import { z } from "zod";
import type { Options } from "./options.ts";

/** What most machines have the memory for. */
const MODEST = 16_384;

const Shown = z.object({
  capabilities: z.array(z.string()).optional().catch(undefined),
  parameters: z.string().optional().catch(undefined),
  template: z.string().optional().catch(undefined),
  model_info: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** A model, as far as the loop has to know it. */
export interface Model {
  readonly name: string;
  /** Tokens it can have in mind at once: what we ask the server for. */
  readonly window: number;
  /** It calls tools by the API; otherwise it writes its calls as text. */
  readonly callsTools: boolean;
  readonly thinks: boolean;
}

/** What the server says of a model; rejects when it has none of that name. */
export async function lookUp(client: Ollama, name: string, { context }: Pick<Options, "context">): Promise<Model> {
  const shown = Shown.parse(await client.show({ model: name }));
  const { capabilities, template = "" } = shown;
  return {
    name,
    window: windowOf(shown, context),
    // Older servers name no capabilities.
    callsTools: capabilities?.includes("tools") ?? template.includes(".Tools"),
    thinks: capabilities?.includes("thinking") ?? false,
  };
}

function windowOf({ parameters = "", model_info = {} }: z.infer<typeof Shown>, asked?: number): number {
  const length = Object.entries(model_info).find(([key]) => key.endsWith(".context_length"))?.[1];
  const most = typeof length === "number" && length > 0 ? length : Number.POSITIVE_INFINITY;
  const written = Number(/^num_ctx\s+(?<tokens>\d+)/m.exec(parameters)?.groups?.tokens ?? MODEST);
  return Math.min(asked ?? written, most);
}
