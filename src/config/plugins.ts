import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Plugin } from "../core/contracts/plugin.ts";
import { messageOf } from "../core/errors.ts";
import { readRegularFile } from "../core/host/regular-file.ts";
import type { Parts } from "../core/parts/parts.ts";
import { metPlugins } from "./met-plugins.ts";

/** A plugin as midwatch.yaml names it. */
export interface PluginConfig {
  /** A module, relative to the file that names it. */
  readonly file: string;
  /** SHA-256 that its file must have; a plugin that was changed is not loaded. */
  readonly sha256?: string | undefined;
}

/** Bytes of a module, everything bundled into it. */
const MAX_PLUGIN_BYTES = 64 * 1024 * 1024;

const PluginSchema = z.object({
  name: z.string(),
  register: z.custom<Plugin["register"]>((value) => typeof value === "function"),
});

/** Node keeps what a module was when it was first met, even that it could not be loaded: what has changed is another. */
function addressOf(path: string, hash: string): string {
  const { href } = pathToFileURL(path);
  const first = metPlugins.get(path) ?? hash;
  metPlugins.set(path, first);
  return first === hash ? href : `${href}?sha256=${hash}`;
}

/** Loads a plugin and lets it offer its parts. Answers with what is wrong with it, if anything. */
export async function loadPlugin(
  { file, sha256 }: PluginConfig,
  folder: string,
  parts: Parts,
): Promise<string | undefined> {
  const path = resolve(folder, file);
  try {
    const read = readRegularFile(path, { most: MAX_PLUGIN_BYTES, links: "own" });
    if (!read.ok) return `${file} cannot be loaded: ${read.reason}`;
    const hash = createHash("sha256").update(read.bytes).digest("hex");
    if (sha256 !== undefined && sha256 !== hash)
      return `${file} has changed since it was pinned; if that is right, write sha256: ${hash}`;
    const module = (await import(addressOf(path, hash))) as { default?: unknown };
    const plugin = PluginSchema.safeParse(module.default);
    if (!plugin.success) return `${file} is no plugin: its default export must be { name, register(registry) }`;
    plugin.data.register(parts.of(`"${plugin.data.name}" (${file})`));
    return undefined;
  } catch (thrown) {
    return `${file} cannot be loaded: ${messageOf(thrown)}`;
  }
}
