import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { commandEmbedder } from "./command.ts";
import { folder } from "./folder.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";

export const embedders: readonly Factory<Embedder>[] = [ollama, openai, folder, commandEmbedder];
