import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { indexLessons, LESSON_FOLDERS, type LessonFolder } from "../../src/lessons/index-lessons.ts";

/** Lessons that use every feature of the format, and some that abuse it. */
export const FIXTURES = fileURLToPath(new URL("../fixtures/lessons", import.meta.url));

/** A folder of lessons from the disk, as a view of a workspace has it. */
export function folderOf(root: string, folder: string): LessonFolder {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(root.length + 1), readFileSync(file, "utf8")] as const);
  return { folder, files: new Map(files) };
}

export const FOLDERS = LESSON_FOLDERS.filter((folder) => !folder.startsWith(".gptme"));

/** Begins with a byte order mark, which is skipped here; gptme sees no front matter in it, and so never finds it. */
export const MARKED = "lessons/yaml/bom.md";

export const fixtures = () => indexLessons(FOLDERS.map((folder) => folderOf(FIXTURES, folder)));

/** Chance that is the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** What lessons may be asked about: prose, keywords as they stand and bent, output of programs, odd letters. */
const PIECES = [
  "I had a look at the build, and then went on", "GIT ADD everything", "git-add", "a merge conflict in a.txt",
  "<<<<<<< HEAD", "you are in 'detached HEAD' state", "rejected: non-fast-forward", "push --force", "rebased onto main",
  "it timeouts", "the process killed at 120 seconds", "killed at 12 0 seconds", "hangs for30seconds", "hangs for 30 seconds",
  "errcode", "err_code", "err-code", "err12code", "a1b2c", "ab c", "an exception", "ception", "$PATH", "[[ -f x ]]",
  "c:\\users\\me", "ISLAND", "ısland", "special", "5 μm", "5 µm", "σίσυφος", "ΣΊΣΥΦΟΣ", "Straße", "STRASSE", "naïvecache",
  "naïve_ö_cache", "日本の語", "日本 語", "エラー", "ошибкасети", "ошибка сети", "خطأ", "🚀", "deploy🚀", "deploy🚀🚀", "𝒳1y",
  "é", "e\u0301", "padded keyword", "tab", "mixed case", "patch FAILED", "hunk", "a browser", "ipython", "tmux",
  'Traceback (most recent call last):\n  File "x.py", line 3', "exited with code 12", "exit code 0", "exit status 1234",
  "first words", "last words", "last words\n", "ends here", "ends here\n", "\nerror: no such file\n", "error: ", "begin\nend of all",
  "ABC-1234", "abc-12345", "????", "]x(", "warn", "warned", "WARNING: x", "password = 1", "passwords =", "untested", "tested",
  "red blue light", "blue light", "the the", "tHe the", "other the", "'key'", "'key\"", "aaaaaaaaaaaaaaaaaaaaaa!", "xxxxxxxy",
  "123!", "café", "cafés", "ñandú", "ñandús", "123٣", "größe 12", "xyz", "xxyz", "xxxyz", "{{ name }}", "{{name}", "aab", "ABC",
  "tab\there", "dot.end", "dotxend", "slash/path", "dash-ed", "only one thing", "flaky test", "RETRY", "failed 3 of 10",
  "single keyword", "yes", "2024", "1.5", "real one", "0x1F", "12:30", "1e3", "y", "first key", "second key", "null",
  "anchored word", "merged keyword", "said first", "said last", "block style", "quoted: style", "double quoted", "folded style",
  "before dashes", "a", "after dashes", "carriage return", "byte order mark", "tabbed", "thing", "no end", "provenance",
  "retry with backoff", "retrywithbackoff", "retry-with-backoff", "year end", "true", "list name", "hyphen", "python repl",
  "PYTHON-REPL", "pythonrepl", "pdf tables", "extract table", "camelot", "plain", "release notes", "in the file",
  "listed skill", "from the manifest", "unlisted-skill", "python code", "typescript", "api", "development", "zig", "rust code",
  "not read in a rule", "İstanbul", "\u212aelvin", "\ud800 alone", "\u0000nul", "x\u2028y", "ſ", "ﬅ",
]; // biome-ignore format: one long list

const TOOLS = ["shell", "PATCH", "browser", "python", "save"];

export interface Question {
  readonly text: string;
  readonly tools: readonly string[];
}

/** Two hundred texts, from nothing at all to a long conversation. */
export function questions(count = 200): readonly Question[] {
  const roll = dice(8);
  const pick = <T>(list: readonly T[]) => list[roll(list.length)] as T;
  return Array.from({ length: count }, (_, n) => ({
    text: Array.from({ length: Math.floor(n / 6) }, () => pick(PIECES))
      .join(pick([" ", "\n", ". ", "", " - "]))
      .toWellFormed(),
    tools: Array.from({ length: roll(3) }, () => pick(TOOLS)),
  }));
}
