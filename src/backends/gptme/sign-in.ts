import type { Credentials } from "../../core/contracts/credentials.ts";

/** The keys gptme's providers are used with, by the first word of a model's name. */
const KEYS: Readonly<Record<string, string>> = {
  anthropic: "ANTHROPIC_API_KEY",
  openai: "OPENAI_API_KEY",
  openrouter: "OPENROUTER_API_KEY",
  gemini: "GEMINI_API_KEY",
  groq: "GROQ_API_KEY",
  xai: "XAI_API_KEY",
  deepseek: "DEEPSEEK_API_KEY",
  moonshot: "MOONSHOT_API_KEY",
  minimax: "MINIMAX_API_KEY",
};
/** A server of the owner's: it may want a key, or none. */
const LOCAL = "local";

export type SignIn =
  | { readonly ok: true; readonly what: string; readonly env: Credentials }
  | { readonly ok: false; readonly reason: string };

/**
 * Sign-in of gptme, from the fleet's credentials and nothing else: the key of the model's provider, or, where no model
 * is named, every key there is for gptme to choose from.
 */
export function signInFrom(credentials: Credentials, model: string | undefined, hasServer: boolean): SignIn {
  const provider = model?.split("/")[0] ?? "";
  if (provider === LOCAL) return { ok: true, what: "a server of its own", env: taken(credentials, ["OPENAI_API_KEY"]) };
  const key = KEYS[provider];
  const env = taken(credentials, key === undefined ? Object.values(KEYS) : [key]);
  const names = Object.keys(env);
  if (names.length > 0) return { ok: true, what: names.join(", "), env };
  if (model === undefined && hasServer) return { ok: true, what: "a server of its own", env };
  const wanted = key ?? `one of ${Object.values(KEYS).join(", ")}`;
  return { ok: false, reason: `no sign-in: write ${wanted} in the fleet's .midwatch/credentials` };
}

const taken = (credentials: Credentials, names: readonly string[]): Credentials =>
  Object.fromEntries(names.flatMap((name) => (credentials[name] ? [[name, credentials[name]]] : [])));
