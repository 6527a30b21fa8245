import { dirname, isAbsolute, join, normalize } from "node:path";
import type { Job } from "./job.ts";
import { pathIn } from "./places.ts";
import { isOpen } from "./shell-words.ts";

/** Prompt of a call, as far as reading can tell. */
export type PromptText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "open"; readonly text: string };

export interface Tree {
  readonly folder: string;
  readonly tracked: readonly string[];
}

const READ = /^\$\((?:cat\s+|<\s*)(?<file>.+)\)$/s;

export function promptOf(text: string, { script }: Pick<Job, "script">, tree: Tree): PromptText {
  const file = READ.exec(text.trim())?.groups?.file;
  const path = trackedPath(file ?? text, tree, script);
  if (path !== undefined) return { kind: "file", path };
  return isOpen(text) ? { kind: "open", text } : { kind: "text", text: text.trim() };
}

/**
 * The file of the repository that a word of a script means: absolute, relative to the top or to the script, or behind
 * a variable that only the script's run would know.
 */
export function trackedPath(word: string, { folder, tracked }: Tree, script?: string): string | undefined {
  if (word.includes("\n") || word.length > 500) return undefined;
  const bare = word.replaceAll('"', "");
  const inside = isAbsolute(bare) ? pathIn(bare, folder) : undefined;
  const behind = isOpen(bare) ? bare.replace(/^.*(?:\$\w+|[)}`])\//s, "") : bare;
  const beside = script === undefined || isAbsolute(script) ? [] : [join(dirname(script), behind)];
  return [...(inside === undefined ? [] : [inside]), behind, ...beside]
    .map((path) => normalize(path))
    .find((path) => tracked.includes(path));
}
