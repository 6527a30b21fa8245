import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { MidwatchError } from "../../../core/errors.ts";
import { readCredentials } from "../../../core/host/credentials.ts";
import { CREDENTIALS_FILE, STATE_FOLDER } from "../../../fleet-folder.ts";
import type { DemoSettings } from "./demo-settings.ts";

const MODEL_MINUTES = 30;
const TEMPLATE = `# What this fleet's agents sign in with. Take away the "#" of one line, and fill it in.
# ANTHROPIC_API_KEY=sk-ant-…
# CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-…
`;

/** The same agents, with the same instructions, on a model. */
export async function putOnModel(fleet: string, settings: DemoSettings): Promise<void> {
  const agents = join(fleet, "agents");
  for (const name of (await readdir(agents)).filter((file) => file.endsWith(".md"))) {
    const file = join(agents, name);
    await writeFile(file, withBackend(await readFile(file, "utf8"), settings));
  }
  await mkdir(join(fleet, STATE_FOLDER), { recursive: true, mode: 0o700 });
  const file = join(fleet, STATE_FOLDER, CREDENTIALS_FILE);
  await writeFile(file, TEMPLATE, { mode: 0o600 });
  await chmod(file, 0o600);
}

function withBackend(text: string, { backend, model, url }: DemoSettings): string {
  const [, front = "", body = ""] = text.split(/^---$/m);
  const settings = parseDocument(front);
  settings.set("backend", { use: backend, ...(url !== undefined && { url }) });
  if (model !== undefined) settings.set("model", model);
  settings.set("limits", { minutes: MODEL_MINUTES });
  return `---\n${settings.toString().trim()}\n---${body}`;
}

/** Refuses a local backend without a model: which one it is is not for us to guess. */
export function requireModel({ backend, model }: DemoSettings): void {
  if (backend !== "ollama" || model !== undefined) return;
  throw new MidwatchError("the agents need a model: name one that ollama list shows, e.g. --model qwen3:8b");
}

/** A model needs a sign-in: without one, the demo says where it goes instead of failing three times. */
export function requireSignIn(fleet: string): void {
  const file = join(fleet, STATE_FOLDER, CREDENTIALS_FILE);
  if (Object.keys(readCredentials(file)).length > 0) return;
  throw new MidwatchError(`the agents need a sign-in: write ANTHROPIC_API_KEY=… into ${file}, and run this again`);
}
