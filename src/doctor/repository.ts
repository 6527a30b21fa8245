import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import { DAY } from "../core/text/time-units.ts";
import type { Workspace } from "./survey.ts";

const MANY_UNTRACKED = 50;
const HOUR = 3_600_000;

/** Findings in the repository itself. */
export function repositoryFindings(workspace: Workspace): readonly Finding[] {
  return [flood, submodules, lfs, head, unpushed, hooks, environment, locks, markers].flatMap((check) =>
    check(workspace),
  );
}

function flood({ folder, untracked }: Workspace): Finding[] {
  if (untracked.length <= MANY_UNTRACKED) return [];
  const tops = [...new Set(untracked.map((path) => path.split("/")[0] ?? path))];
  return [
    {
      kind: "untracked-files",
      what: `${untracked.length} files are neither tracked nor ignored, in ${shortList(tops)}`,
      why: "git status lists all of them, and every agent that looks at it reads them in each session",
      mend: `printf '%s\\n' ${tops
        .slice(0, 3)
        .map((top) => shellWord(`/${top}`))
        .join(" ")} >> ${shellWord(`${folder}/.gitignore`)}`,
    },
  ];
}

function submodules(workspace: Workspace): Finding[] {
  const paths = [...workspace.read(".gitmodules").matchAll(/^\s*path\s*=\s*(?<path>.+?)\s*$/gm)].map(
    ({ groups }) => groups?.path ?? "",
  );
  const missing = paths.filter((path) => workspace.list(path).length === 0);
  if (missing.length === 0) return [];
  return [
    {
      kind: "submodule-missing",
      what: `submodules are not there: ${shortList(missing)}`,
      why: "lessons and scripts in them are silently not found",
      mend: `git -C ${shellWord(workspace.folder)} submodule update --init --recursive`,
    },
  ];
}

function lfs(workspace: Workspace): Finding[] {
  const files = workspace.tracked.filter((path) => path === ".gitattributes" || path.endsWith("/.gitattributes"));
  const lines = files.flatMap((path) => workspace.read(path).split("\n"));
  const patterns = lines.flatMap((line) =>
    /\sfilter=lfs(?:\s|$)/.test(line) ? [line.trim().split(/\s+/)[0] ?? ""] : [],
  );
  if (patterns.length === 0) return [];
  return [
    {
      kind: "lfs",
      what: `${shortList(patterns)} ${patterns.length === 1 ? "is" : "are"} kept in LFS`,
      why: "agents find pointers in place of these files, and work that changes one is not published but kept on a rescue ref",
      mend: "setup: [git lfs pull] in midwatch.yaml brings the content; leave changes of these files to people",
    },
  ];
}

function head({ branch, folder }: Workspace): Finding[] {
  if (branch !== undefined) return [];
  return [
    {
      kind: "detached-head",
      what: "HEAD is on no branch",
      why: "commits made here are on no branch: the next checkout leaves them behind",
      mend: `git -C ${shellWord(folder)} switch -c rescued-work`,
    },
  ];
}

function unpushed({ unpushed: count, branch, folder }: Workspace): Finding[] {
  if (branch === undefined || count === 0) return [];
  const what =
    count === undefined
      ? `${branch} has no upstream: nothing of it is anywhere else`
      : `${count} commits are not pushed`;
  const mend =
    count === undefined
      ? `git -C ${shellWord(folder)} push --set-upstream origin ${branch}`
      : `git -C ${shellWord(folder)} push`;
  return [{ kind: "unpushed-work", what, why: "what is on this disk only is lost with it", mend }];
}

function hooks(workspace: Workspace): Finding[] {
  const { hooksPath, gptme, folder } = workspace;
  const inside = hooksPath !== undefined && !hooksPath.startsWith("/") && !hooksPath.startsWith("~");
  const scripts = (gptme.hooks as { scripts?: unknown } | undefined)?.scripts;
  const claude = /"hooks"\s*:\s*\{\s*"/.test(workspace.read(".claude/settings.json"));
  const where = [
    ...(inside ? [`core.hooksPath is ${hooksPath}`] : []),
    ...(Array.isArray(scripts) && scripts.length > 0 ? ["gptme.toml has hooks.scripts"] : []),
    ...(claude ? [".claude/settings.json has hooks"] : []),
  ];
  if (where.length === 0) return [];
  return [
    {
      kind: "hooks-run-content",
      what: `what is in the repository is run as a hook: ${where.join("; ")}`,
      why: "anyone who can write a file there, an agent included, decides what runs as you the next time",
      mend: inside
        ? `git -C ${shellWord(folder)} config --unset core.hooksPath`
        : `\${EDITOR:-vi} ${folder}/${claude ? ".claude/settings.json" : "gptme.toml"}`,
    },
  ];
}

function environment({ untracked, tracked, folder }: Workspace): Finding[] {
  const files = [...untracked, ...tracked].filter((path) => /(?:^|\/)\.env(?:\.local|\.production)?$/.test(path));
  if (files.length === 0) return [];
  return [
    {
      kind: "env-not-ignored",
      what: `git does not ignore ${shortList(files)}`,
      why: "the next git add of everything publishes what is in it",
      mend: `echo '.env*' >> ${shellWord(`${folder}/.gitignore`)} && git -C ${shellWord(folder)} rm --cached --ignore-unmatch ${shellWord(files[0] ?? "")}`,
    },
  ];
}

function locks(workspace: Workspace): Finding[] {
  const old = (path: string, age: number) => workspace.now - (workspace.stats(path)?.mtimeMs ?? workspace.now) > age;
  const stale = [
    ...[".git/index.lock"].filter((path) => old(path, HOUR)),
    ...["state/locks", "logs/locks", "logs"].flatMap((folder) =>
      workspace
        .list(folder)
        .filter((name) => name.endsWith(".lock"))
        .map((name) => `${folder}/${name}`)
        .filter((path) => old(path, DAY)),
    ),
  ];
  if (stale.length === 0) return [];
  return [
    {
      kind: "stale-lock",
      what: `old locks: ${shortList(stale)}`,
      why: "a process that waits for one waits for a process that is gone",
      mend: `fuser -v ${shellWord(`${workspace.folder}/${stale[0]}`)} || rm ${shellWord(`${workspace.folder}/${stale[0]}`)}`,
    },
  ];
}

function markers(workspace: Workspace): Finding[] {
  const texts = workspace.tracked.filter((path) => /\.(?:md|toml|ya?ml|json|sh)$/.test(path));
  const files = texts.filter((path) => isHalfMerged(workspace.read(path)));
  if (files.length === 0) return [];
  return [
    {
      kind: "conflict-markers",
      what: `a merge was committed half done: ${shortList(files)}`,
      why: "both versions are read as instructions, markers and all",
      mend: `\${EDITOR:-vi} ${shellWord(`${workspace.folder}/${files[0]}`)}`,
    },
  ];
}

/** Outside of fences: a text that explains conflicts shows one. */
function isHalfMerged(text: string): boolean {
  let isFenced = false;
  const seen = text.split("\n").filter((line) => {
    if (/^\s*(?:`{3}|~{3})/.test(line)) isFenced = !isFenced;
    return !isFenced && /^(?:<{7} |={7}$|>{7} )/.test(line);
  });
  return ["<", "=", ">"].every((mark) => seen.some((line) => line.startsWith(mark)));
}
