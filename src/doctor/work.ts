import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import type { Workspace } from "./survey.ts";

const STATES = "new backlog todo active paused ready_for_review waiting someday done cancelled expired".split(" ");
const ENTRIES_A_DAY = 60;
const LARGE_ENTRY = 100 * 1024;

/** Findings in tasks, queues and the journal. */
export function workFindings(workspace: Workspace): readonly Finding[] {
  return [tasks, queues, journal].flatMap((check) => check(workspace));
}

function tasks(workspace: Workspace): Finding[] {
  const files = workspace.tracked.filter((path) => /^tasks\/[^/]+\.md$/.test(path));
  const odd = files.flatMap((path) => {
    const state = /^---\n[\s\S]{0,4000}?^state:\s*["']?(?<state>[^\s"'#]+)/m.exec(workspace.read(path))?.groups?.state;
    return state === undefined || STATES.includes(state) ? [] : [`${path} (${state})`];
  });
  if (odd.length === 0) return [];
  return [
    {
      kind: "task-state-unknown",
      what: `tasks in a state that is none: ${shortList(odd)}`,
      why: "no tool offers them, and none counts them as done",
      mend: `grep -n ^state: ${shellWord(`${workspace.folder}/${odd[0]?.split(" ")[0]}`)}`,
    },
  ];
}

function queues(workspace: Workspace): Finding[] {
  const files = workspace.tracked.filter((path) => /^state\/queue-[^/]*\.md$/.test(path));
  const gone = files.flatMap((path) => {
    const named = [...workspace.read(path).matchAll(/\btasks\/[\w.-]{1,100}\.md\b/g)].map(([task]) => task);
    return named.filter((task) => !workspace.has(task)).map((task) => `${task} in ${path}`);
  });
  if (gone.length === 0) return [];
  return [
    {
      kind: "queue-task-missing",
      what: `the queue points to tasks that are not there: ${shortList(gone)}`,
      why: "a session is spent on finding that out, again and again",
      mend: `grep -n tasks/ ${shellWord(`${workspace.folder}/${files[0]}`)}`,
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
