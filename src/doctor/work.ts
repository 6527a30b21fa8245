import { parseDocument } from "yaml";
import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import { counted } from "../core/text/wording.ts";
import type { Workspace } from "./survey.ts";

const STATES = "new backlog todo active paused ready_for_review waiting someday done cancelled expired".split(" ");
const ENTRIES_A_DAY = 60;
const LARGE_ENTRY = 100 * 1024;

/** Findings in tasks, queues and the journal. */
export function workFindings(workspace: Workspace): readonly Finding[] {
  return [tasks, queues, journal].flatMap((check) => check(workspace));
}

function tasks(workspace: Workspace): Finding[] {
  const files = workspace.tracked.filter((path) => /^tasks\/[^/]+\.md$/.test(path) && !/\/readme\.md$/i.test(path));
  const read = files.map((path) => ({ path, ...taskIn(workspace.read(path)) }));
  return [...unreadTasks(workspace, read), ...oddTasks(workspace, read)];
}

interface ReadTask {
  readonly path: string;
  readonly state?: string;
  /** Reason for which nobody can read its front matter. */
  readonly broken?: string;
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?<settings>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** As the source of tasks reads it. */
function taskIn(text: string): Omit<ReadTask, "path"> {
  const settings = FRONT_MATTER.exec(text)?.groups?.settings;
  if (settings === undefined) return { broken: whyNoSettings(text) };
  const document = parseDocument(settings, { uniqueKeys: false, schema: "failsafe" });
  const [error] = document.errors;
  if (error) return { broken: error.message.split("\n")[0] ?? "it is no YAML" };
  const said = (key: string) => document.get(key);
  const state = said("state");
  if (typeof state === "string" && state.trim() !== "") return { state: state.trim().toLowerCase() };
  return { broken: said("status") === undefined ? "it has no state" : "it says status: where state: is meant" };
}

function whyNoSettings(text: string): string {
  if (text.startsWith("+++")) return "its front matter is TOML: write it as YAML between two lines of ---";
  return /^\uFEFF?---/.test(text) ? "its front matter has no closing ---" : "it has no front matter";
}

function unreadTasks({ folder }: Workspace, read: readonly ReadTask[]): Finding[] {
  const broken = read.filter((task) => task.broken !== undefined);
  if (broken.length === 0) return [];
  return [
    {
      kind: "task-unread",
      what: `tasks that cannot be read: ${shortList(broken.map(({ path, broken: why }) => `${path} (${why})`))}`,
      why: "they are blocked, and nobody is told why",
      mend: `\${EDITOR:-vi} ${folder}/${broken[0]?.path}`,
    },
  ];
}

function oddTasks({ folder }: Workspace, read: readonly ReadTask[]): Finding[] {
  const odd = read.filter(({ state }) => state !== undefined && !STATES.includes(state));
  if (odd.length === 0) return [];
  return [
    {
      kind: "task-state-unknown",
      what: `tasks in a state that is none: ${shortList(odd.map(({ path, state }) => `${path} (${state})`))}`,
      why: "no tool offers them, and none counts them as done",
      mend: `grep -n ^state: ${folder}/${odd[0]?.path}`,
    },
  ];
}

function queues(workspace: Workspace): Finding[] {
  const files = workspace.tracked.filter((path) => /^state\/queue-[^/]*\.md$/.test(path));
  return [...missingTasks(workspace, files), ...files.flatMap((path) => noEntries(workspace, path))];
}

function missingTasks(workspace: Workspace, files: readonly string[]): Finding[] {
  const gone = files.flatMap((path) => {
    const named = [...workspace.read(path).matchAll(/\btasks\/[\w.-]{1,100}\.md\b/g)].map(([task]) => task);
    return [...new Set(named)].filter((task) => !workspace.has(task)).map((task) => `${task} in ${path}`);
  });
  if (gone.length === 0) return [];
  return [
    {
      kind: "queue-task-missing",
      what: `the queue points to tasks that are not there: ${shortList(gone)}`,
      why: "a session is spent on finding that out, again and again",
      mend: `grep -n tasks/ ${workspace.folder}/${files[0]}`,
    },
  ];
}

const ENTRY = /^(?:\d{1,9}[.)]\s+\S|###\s+\S|[-*+]\s+(?:\[[ xX]\]\s+\S|\*\*\S))/;

/** Plans that no source of work takes for entries. */
function noEntries(workspace: Workspace, path: string): Finding[] {
  const planned = /^##\s+planned next\b[^\n]*\n(?<text>[\s\S]*?)(?=^#{1,2}\s|(?![\s\S]))/im.exec(workspace.read(path));
  const lines = (planned?.groups?.text ?? "").split("\n").filter((line) => /^\s*(?:[-*+]\s+)?[\p{L}\p{N}]/u.test(line));
  const listed = lines.filter((line) => /^[-*+]\s/.test(line));
  if (listed.length === 0 || (planned?.groups?.text ?? "").split("\n").some((line) => ENTRY.test(line))) return [];
  return [
    {
      kind: "queue-without-entries",
      what: `${counted(lines.length, "line")} under Planned Next in ${path}, and none is an entry: entries are numbered`,
      why: "no session ever takes one of them",
      mend: `\${EDITOR:-vi} ${workspace.folder}/${path}    # 1. **Title**`,
    },
  ];
}

function journal(workspace: Workspace): Finding[] {
  const entries = workspace.tracked.filter((path) => path.startsWith("journal/"));
  const days = Map.groupBy(entries, (path) => /\d{4}-\d\d-\d\d/.exec(path)?.[0] ?? "no day");
  const crowded = [...days]
    .filter(([, paths]) => paths.length > ENTRIES_A_DAY)
    .map(([day, paths]) => `${paths.length} entries on ${day}`);
  const large = entries.filter((path) => (workspace.stats(path)?.size ?? 0) > LARGE_ENTRY);
  if (crowded.length + large.length === 0) return [];
  return [
    {
      kind: "journal-growth",
      what: `the journal grows too fast to be read: ${shortList([...crowded, ...large])}`,
      why: "a context that quotes the latest day quotes all of it",
      mend: `du -a ${shellWord(`${workspace.folder}/journal`)} | sort -rn | head`,
    },
  ];
}
