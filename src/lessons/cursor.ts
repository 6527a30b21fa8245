/** Words for the files a Cursor rule is for, as gptme has them. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  py: ["python", "python code"],
  ts: ["typescript", "typescript code"],
  tsx: ["typescript", "react", "frontend"],
  js: ["javascript", "javascript code"],
  jsx: ["javascript", "react", "frontend"],
  java: ["java", "java code"],
  cpp: ["cpp", "c++", "c++ code"],
  c: ["c", "c code"],
  rs: ["rust", "rust code"],
  go: ["go", "golang", "go code"],
  rb: ["ruby", "ruby code"],
  php: ["php", "php code"],
  swift: ["swift", "swift code"],
  kt: ["kotlin", "kotlin code"],
  cs: ["csharp", "c#", "c# code"],
  sql: ["sql", "database"],
  md: ["markdown", "documentation"],
  yaml: ["yaml", "configuration"],
  yml: ["yaml", "configuration"],
  json: ["json", "configuration"],
  toml: ["toml", "configuration"],
  xml: ["xml", "configuration"],
  html: ["html", "frontend", "web"],
  css: ["css", "frontend", "styling"],
  scss: ["scss", "css", "styling"],
  vue: ["vue", "frontend", "javascript"],
  sh: ["shell", "bash", "script"],
};
const FOLDERS = "api backend frontend tests test docs documentation config lib src".split(" ");
const ALWAYS = ["code", "development", "project"];

/** `globs: *,**` is an alias to YAML; rules are written so all the same. */
export const quotedGlobs = (settings: string): string =>
  settings.replaceAll(/^(?<key>[^\S\n]*globs:[^\S\n]*)(?<value>\*[^"'\n]+)$/gm, '$<key>"$<value>"');

/** A rule's globs: a list, or one. */
export function globsOf(value: unknown): string[] {
  const globs: unknown[] = typeof value === "string" && value !== "" ? [value] : Array.isArray(value) ? value : [];
  if (!globs.every((glob): glob is string => typeof glob === "string")) throw new Error("globs are no texts");
  return globs;
}

/** A Cursor rule has no keywords: the words that go with its files are. */
export function cursorKeywords(globs: readonly string[], alwaysApply: unknown): string[] {
  const always = typeof alwaysApply === "object" && alwaysApply !== null && "shown" in alwaysApply;
  const applies = always ? alwaysApply.shown === "True" : Boolean(alwaysApply);
  return [...new Set([...globs.flatMap(keywordsOf), ...(applies ? ALWAYS : [])])];
}

function keywordsOf(glob: string): readonly string[] {
  const extension = /\*\.(?<extension>[\p{L}\p{N}_]+)/u.exec(glob)?.groups?.extension;
  const language = extension === undefined ? [] : (LANGUAGES[extension] ?? [extension]);
  return [...language, ...glob.split("/").filter((part) => FOLDERS.includes(part))];
}
