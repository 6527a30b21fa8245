import { watch } from "node:fs";

/** Names of files that declare something in a fleet: people edit them, and their programs write them. */
const DECLARES = /\.(?:ya?ml|md)$/;
/** An editor writes a file in several steps. */
const SETTLE_MS = 500;

/** Aborts when a file that declares something has changed in one of those folders; never, where they cannot be watched. */
export function filesChange(folders: readonly string[], over: AbortSignal): AbortSignal {
  const changed = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tell = (_: unknown, name: string | null) => {
    if (name === null || !DECLARES.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed.abort(), SETTLE_MS);
  };
  const signal = AbortSignal.any([over, changed.signal]);
  for (const folder of folders) {
    try {
      watch(folder, { signal, persistent: false }, tell).on("error", () => {});
    } catch {
      // It is not there: whoever makes it changes the folder it stands in.
    }
  }
  return changed.signal;
}
