import { watch } from "node:fs";
import { dirname, join } from "node:path";

/** Names of files that declare something in a fleet: people edit them, and their programs write them. */
const DECLARES = /\.(?:ya?ml|md)$/;
/** An editor writes a file in several steps. */
const SETTLE_MS = 500;

/**
 * Aborts when a file that declares something has changed in one of those folders, or one of those files; never, where
 * they cannot be watched.
 */
export function filesChange(
  { folders, files = [] }: { readonly folders: readonly string[]; readonly files?: readonly string[] },
  over: AbortSignal,
): AbortSignal {
  const changed = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tell = (folder: string, name: string | null) => {
    if (name === null || !(DECLARES.test(name) || files.includes(join(folder, name)))) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed.abort(), SETTLE_MS);
  };
  const signal = AbortSignal.any([over, changed.signal]);
  for (const folder of new Set([...folders, ...files.map((file) => dirname(file))])) {
    try {
      const seen = (_: unknown, name: string | null) => tell(folder, name);
      watch(folder, { signal, persistent: false }, seen).on("error", () => {});
    } catch {
      // It is not there: whoever makes it changes the folder it stands in.
    }
  }
  return changed.signal;
}
