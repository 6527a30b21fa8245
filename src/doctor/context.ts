import { dirname, join, matchesGlob, normalize } from "node:path";
import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import type { Workspace } from "./survey.ts";

const LARGE = 32 * 1024;
const INSTRUCTIONS = ["CLAUDE.md", "AGENTS.md", "GEMINI.md"];

/** Findings in the files that every session reads first. */
export function contextFindings(workspace: Workspace): readonly Finding[] {
  return [deadLinks, brokenSettings, deadFiles, large, checkContextCommand, unbounded, lostExitCode].flatMap((check) =>
    check(workspace),
  );
}

function deadLinks(workspace: Workspace): Finding[] {
  const dead = INSTRUCTIONS.flatMap((file) =>
    linksIn(workspace.read(file)).filter((path) => !workspace.has(normalize(join(dirname(file), path)))),
  );
  if (dead.length === 0) return [];
  return [
    {
      kind: "dead-link",
      what: `instructions point to files that are not there: ${shortList(dead)}`,
      why: "an agent spends its first calls looking for them, or makes up what they say",
      mend: `grep -nF ${shellWord(dead[0] ?? "")} ${INSTRUCTIONS.filter((file) => workspace.has(file))
        .map((file) => shellWord(`${workspace.folder}/${file}`))
        .join(" ")}`,
    },
  ];
}

/** Markdown links and Claude Code's imports, to files of the workspace. */
function linksIn(text: string): string[] {
  const links = [
    ...text.matchAll(/\]\((?<path>[^)\s#]{1,200})[^)]{0,200}\)/g),
    ...text.matchAll(/^@(?<path>[\w./-]{1,200}\.\w{1,8})$/gm),
  ];
  return links
    .map(({ groups }) => groups?.path ?? "")
    .filter((path) => path !== "" && !/^(?:[a-z]+:|\/|~)/i.test(path));
}

const promptOf = ({ gptme }: Workspace) => {
  const prompt = (typeof gptme.prompt === "object" ? gptme.prompt : {}) as Readonly<Record<string, unknown>>;
  const files: unknown = prompt.files ?? gptme.files;
  const run: unknown = prompt.context_cmd ?? gptme.context_cmd;
  return {
    files: Array.isArray(files) ? files.filter((file): file is string => typeof file === "string") : [],
    command: typeof run === "string" ? run : "",
  };
};

function deadFiles(workspace: Workspace): Finding[] {
  const all = [...workspace.tracked, ...workspace.untracked];
  const dead = promptOf(workspace).files.filter(
    (glob) => !workspace.has(glob) && !all.some((path) => matchesGlob(path, glob)),
  );
  if (dead.length === 0) return [];
  return [
    {
      kind: "dead-context-file",
      what: `gptme.toml names files that are not there: ${shortList(dead)}`,
      why: "gptme leaves them out without a word",
      mend: `grep -n files ${shellWord(`${workspace.folder}/gptme.toml`)}`,
    },
  ];
}

function brokenSettings({ gptmeTrouble, folder }: Workspace): Finding[] {
  if (gptmeTrouble === undefined) return [];
  return [
    {
      kind: "gptme-settings-unread",
      what: `gptme.toml cannot be read: ${gptmeTrouble}`,
      why: "gptme does not start in a workspace whose settings it cannot read",
      mend: `\${EDITOR:-vi} ${shellWord(`${folder}/gptme.toml`)}`,
    },
  ];
}

function large(workspace: Workspace): Finding[] {
  const globs = promptOf(workspace).files;
  const read = workspace.tracked.filter(
    (path) => INSTRUCTIONS.includes(path) || globs.some((glob) => path === glob || matchesGlob(path, glob)),
  );
  const files = read.filter((path) => (workspace.stats(path)?.size ?? 0) > LARGE);
  if (files.length === 0) return [];
  return [
    {
      kind: "large-context-file",
      what: `every session reads all of ${shortList(files)}: more than ${LARGE / 1024} KiB`,
      why: "it costs tokens each time, and what matters is lost in it",
      mend: `wc -c ${files.map((file) => shellWord(`${workspace.folder}/${file}`)).join(" ")}`,
    },
  ];
}

function checkContextCommand(workspace: Workspace): Finding[] {
  const script = promptOf(workspace)
    .command.split(/\s+/)
    .find((word) => word.includes("/"));
  if (script === undefined || script.startsWith("/") || workspace.has(script)) return [];
  return [
    {
      kind: "context-command-missing",
      what: `context_cmd runs ${script}, which is not there`,
      why: "sessions begin without their context, and without a word about it",
      mend: `grep -n context_cmd ${shellWord(`${workspace.folder}/gptme.toml`)}`,
    },
  ];
}

const LIMITED =
  /\bhead\b|\btail\b|--max-count|-n ?\d|\s-\d+\b|--stat\b|--short\b|--porcelain\b|\bwc\b|\bgrep -c|-maxdepth|-L ?\d|>\s*\S|--compact/;
const TALKATIVE =
  /^(?!\s*#).*(?:\bgit (?:diff|log|show|status -v+)|\bcat [^|<]*\*|\bfind \.|\btree\b|\bls -\w*R|\bjournalctl\b|\bgh (?:run view|pr diff))/;

function unbounded(workspace: Workspace): Finding[] {
  const { command: run } = promptOf(workspace);
  const scripts = workspace.tracked.filter(
    (path) => /context[^/]*\.(?:sh|py)$/.test(path) || run.split(/\s+/).includes(path),
  );
  const inLine = run === "" ? [] : [{ where: "gptme.toml: context_cmd", line: run }];
  const lines = scripts.flatMap((path) =>
    commandLines(workspace.read(path)).map((line, at) => ({ where: `${path}:${at + 1}`, line })),
  );
  const found = [...inLine, ...lines].filter(({ line }) => TALKATIVE.test(line) && !LIMITED.test(line));
  if (found.length === 0) return [];
  return [
    {
      kind: "unbounded-output",
      what: `commands that print without a limit make the context: ${shortList(found.map(({ where, line }) => `${where} (${line.trim().slice(0, 60)})`))}`,
      why: "one large change, and the prompt is too long for every session after it",
      mend: `grep -nE 'git (diff|log|show|status)|find|tree|cat' ${places(workspace, found[0]?.where)}    # put | head -c 4000 behind it`,
    },
  ];
}

/** Lines of a script; of a heredoc only what is run in it. */
function commandLines(text: string): string[] {
  let end: string | undefined;
  return text.split("\n").map((line) => {
    if (end === undefined) {
      end = /<<-?\s*\\?["']?(?<word>\w+)/.exec(line)?.groups?.word;
      return line;
    }
    if (line.trim() === end) end = undefined;
    return [...line.matchAll(/\$\([^)]*\)?/g)].map(([run]) => run.slice(2)).join("; ");
  });
}

const places = ({ folder }: Workspace, where = "") => shellWord(`${folder}/${where.split(":")[0]}`);

function lostExitCode(workspace: Workspace): Finding[] {
  const scripts = workspace.tracked.filter((path) => path.endsWith(".sh"));
  const lossy = scripts.filter((path) => {
    const text = workspace.read(path);
    return /\b(?:gptme|claude|codex)\b[^\n|]{0,400}\|\s*tee\b/.test(text) && !/pipefail|PIPESTATUS/.test(text);
  });
  if (lossy.length === 0) return [];
  return [
    {
      kind: "lost-exit-code",
      what: `an agent's exit code is lost in a pipe: ${shortList(lossy)}`,
      why: "tee always succeeds: a failed run counts as done",
      mend: `sed -i '2i set -o pipefail' ${shellWord(`${workspace.folder}/${lossy[0]}`)}`,
    },
  ];
}
