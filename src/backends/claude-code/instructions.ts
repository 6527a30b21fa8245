import { realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { readRegularText } from "../../core/host/regular-file.ts";

/** Characters of project instructions that go into every request. */
const MAX_INSTRUCTION_CHARS = 40_000;
/** Bytes of one file. */
const MAX_INSTRUCTION_FILE_BYTES = 4 * 1024 * 1024;
const DEEPEST = 5;
/** The first that is there; AGENTS.md only where there is no other. */
const FILES = ["CLAUDE.md", ".claude/CLAUDE.md", "AGENTS.md"];
const IMPORT = /(?<=^|\s)@(?<path>[\w./-]*[\w/-])/g;

/**
 * Instructions of a repository for the agents that work in it, with the files it imports. The CLI does not read them
 * for us: it would read the repository's settings along with them.
 */
export async function projectInstructions(clone: string): Promise<string | undefined> {
  const root = await realpath(clone);
  for (const name of FILES) {
    const text = await readWithin(root, join(root, name));
    if (text === undefined) continue;
    const whole = await withImports(text, { root, file: join(root, name), seen: [join(root, name)] });
    return `Instructions of this repository, from its ${name}:\n\n${capped(whole)}`;
  }
  return undefined;
}

interface ImportPlace {
  readonly root: string;
  readonly file: string;
  readonly seen: readonly string[];
}

/** Each imported text stands after the one that imports it. What is not there, or not inside, is left as it is written. */
async function withImports(text: string, { root, file, seen }: ImportPlace): Promise<string> {
  if (seen.length > DEEPEST) return text;
  const named = [...withoutCode(text).matchAll(IMPORT)].map(({ groups }) => join(dirname(file), groups?.path ?? ""));
  const texts = [text];
  for (const path of new Set(named)) {
    const imported = seen.includes(path) ? undefined : await readWithin(root, path);
    if (imported === undefined) continue;
    const inner = await withImports(imported, { root, file: path, seen: [...seen, path] });
    texts.push(`Imported from ${path.slice(root.length + 1)}:\n\n${inner}`);
    if (texts.join("").length > MAX_INSTRUCTION_CHARS) break;
  }
  return texts.join("\n\n");
}

/** A file of the clone, whatever links lead to it; nothing outside, nothing that is no text. */
async function readWithin(root: string, path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(root + sep) || real.startsWith(join(root, ".git") + sep)) return undefined;
    const text = readRegularText(real, { most: MAX_INSTRUCTION_FILE_BYTES, within: root }, () => undefined);
    return text?.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, "");

const capped = (text: string) =>
  text.length <= MAX_INSTRUCTION_CHARS
    ? text
    : `${text.slice(0, MAX_INSTRUCTION_CHARS)}\n\n(${text.length - MAX_INSTRUCTION_CHARS} more characters are left out.)`;
