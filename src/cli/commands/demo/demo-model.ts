import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { MidwatchError } from "../../../core/errors.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import type { DemoSettings } from "./demo-settings.ts";

const FRONT = /^---$(?<front>[\s\S]*?)^---$/m;

/** Puts a demo that is there already on the model that is asked for now. Says in a sentence what has changed, if anything. */
export async function changeModel(fleet: string, settings: DemoSettings): Promise<string | undefined> {
  if (settings.backend === "command") return undefined;
  const agents = join(fleet, "agents");
  const files = (await readdir(agents)).filter((file) => file.endsWith(".md"));
  const changed = await Promise.all(files.map((file) => changeIn(join(agents, file), settings)));
  const before = [...new Set(changed.filter((model) => model !== undefined))].join(", ");
  if (before === "") return undefined;
  const where = settings.url === undefined ? "" : ` at ${settings.url}`;
  return `The agents run on ${settings.model ?? before}${where} from now on; they ran on ${before}`;
}

/** The model an agent had, where it has another one, or another server, now. */
async function changeIn(file: string, { backend, model, url }: DemoSettings): Promise<string | undefined> {
  const text = await readFile(file, "utf8");
  const front = parseDocument(FRONT.exec(text)?.groups?.front ?? "");
  const used = front.getIn(["backend", "use"]);
  if (used !== backend)
    throw new MidwatchError(`the agent in ${file} runs on ${String(used)}, not on ${backend}: name another folder`);
  const [oldModel, oldUrl] = [front.get("model"), front.getIn(["backend", "url"])];
  if ((model ?? oldModel) === oldModel && (url ?? oldUrl) === oldUrl) return undefined;
  if (model !== undefined) front.set("model", model);
  if (url !== undefined) front.setIn(["backend", "url"], url);
  await writeFile(
    file,
    text.replace(FRONT, () => `---\n${front.toString().trim()}\n---`),
  );
  return typeof oldModel === "string" ? oldModel : "no model of a name";
}

/** Refuses a backend that does not answer: that is said once, and not in every session. */
export async function requireServer({ agents, backends, signal }: OpenFleet): Promise<void> {
  const [first] = agents.names;
  if (first === undefined) return;
  const { status, detail } = await backends.get(first).probe(signal);
  if (status === "fail") throw new MidwatchError(detail);
}
