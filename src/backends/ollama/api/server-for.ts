import type { Credentials } from "../../../core/contracts/credentials.ts";
import type { Options } from "../options.ts";
import type { ChatServer } from "./chat-server.ts";
import type { Address } from "./http.ts";
import { ollamaApi } from "./ollama-api.ts";
import { openAiApi } from "./openai-api.ts";

/** Addresses of the servers that people have at home: Ollama, and llama.cpp's own. */
const HERE = { ollama: "http://127.0.0.1:11434", openai: "http://127.0.0.1:8080" } as const;

/** From the agent's file, else the fleet's credentials, else this machine. A key goes only where it is known to belong. */
export function addressFrom(
  { api, url, key }: Pick<Options, "api" | "url" | "key">,
  credentials: Credentials,
): Address {
  const isOllama = api === "ollama";
  const named = url ?? (isOllama ? credentials.OLLAMA_HOST : undefined) ?? HERE[api];
  const whole = /^https?:\/\//.test(named) ? named : `http://${named}`;
  const name = key ?? (isOllama ? "OLLAMA_API_KEY" : "");
  return { url: whole.replace(/\/+$/, ""), key: credentials[name] };
}

/** The server, by the API it speaks. */
export const serverFor = (address: Address, options: Options): ChatServer =>
  options.api === "openai" ? openAiApi(address, options) : ollamaApi(address, options);
