import { dirname } from "node:path";
import { parse as parseToml } from "smol-toml";
import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import { gistOf, readMarked } from "../../../core/text/front-matter.ts";
import { hookNotes } from "./hooks.ts";
import type { Sourced } from "./job.ts";
import { setupFor } from "./setup.ts";
import type { Survey } from "./survey.ts";
import { readWorkflow, WORKFLOW, type Workflow } from "./workflow.ts";

/** Facts that the repository itself says about its agents, and what a clone of it needs to be usable. */
export interface WorkspaceFacts {
  readonly queue?: Sourced;
  readonly tasks?: Sourced;
  readonly journal?: string;
  readonly lessons: readonly string[];
  readonly agentName?: Sourced;
  /** Files that gptme gives its model to read. */
  readonly promptFiles: readonly string[];
  readonly isGptme: boolean;
  /** Settings for its sessions, in a workspace that has them. */
  readonly workflow?: Workflow;
  /** Purpose of the agent, by the workspace's own word. */
  readonly about?: Sourced;
  readonly instructions: readonly string[];
  readonly claudeFolder?: "kept" | "not in git";
  readonly submodules: boolean;
  readonly copy: readonly string[];
  readonly setup: readonly Sourced[];
  readonly problems: readonly string[];
}

const GPTME = "gptme.toml";
const ABOUT = "ABOUT.md";
const MAX_ABOUT_CHARS = 160;
const QUEUE = "state/queue-manual.md";
const TASKS = "tasks";
/** Made by a program out of the tasks, or no longer in use. */
const NO_QUEUE = /queue-generated\.md$|(?:^|\/)(?:archive|templates?|test|tests|fixtures|docs)\//;
const NO_TASKS = /(?:^|\/)(?:archive|archived|templates?|test|tests|fixtures|docs)(?:\/|$)/;
const EXAMPLE = /\.(?:example|sample|template|dist)$/;

export async function surveyWorkspace({ git, read }: Pick<Survey, "git" | "read">): Promise<WorkspaceFacts> {
  const { tracked, others } = git;
  const toml = tracked.includes(GPTME) ? readGptme((await read(GPTME)) ?? "") : undefined;
  const queue = nearest(
    git.queues.filter((path) => !NO_QUEUE.test(path)),
    QUEUE,
  );
  const workflow = toml && tracked.includes(WORKFLOW) ? readWorkflow((await read(WORKFLOW)) ?? "") : undefined;
  const about = toml && tracked.includes(ABOUT) ? aboutIn((await read(ABOUT)) ?? "") : undefined;
  const tasks = tasksFolder(git, workflow?.tasks);
  const journal = nearest(foldersBefore(tracked, /(?:^|\/)journal(?=\/\d{4}-\d{2}-\d{2})/), "journal");
  const listed = toml?.lessons ?? [];
  return {
    isGptme: toml !== undefined,
    promptFiles: toml?.files ?? [],
    instructions: tracked.filter((path) => ["CLAUDE.md", "AGENTS.md"].includes(path)),
    lessons: listed.length > 0 ? listed : foldersBefore(tracked, /(?:^|\/)lessons(?=\/.*\.md$)/).slice(0, 5),
    submodules: tracked.includes(".gitmodules"),
    copy: others.filter((path) => /(?:^|\/)\.env(?:\.[\w-]+)*$/.test(path) && !EXAMPLE.test(path)),
    setup: await setupFor(tracked, read),
    problems: [...(toml?.problems ?? []), ...(workflow?.notes ?? []), ...(await hookNotes({ read }))],
    ...(workflow && { workflow }),
    ...(about !== undefined && { about: { value: about, from: ABOUT } }),
    ...(queue && { queue: { value: queue, from: `${queue} has a heading "Planned Next"` } }),
    ...(tasks && { tasks }),
    ...(journal && { journal }),
    ...(toml?.name && { agentName: { value: toml.name, from: GPTME } }),
    ...claudeFolder(tracked, others),
  };
}

/** A file at the top that says a state is no task: a template's README does. */
function tasksFolder({ tasks, tracked }: Survey["git"], named: string | undefined): Sourced | undefined {
  if (named !== undefined && tracked.some((path) => path.startsWith(`${named}/`)))
    return { value: named, from: `tracker.tasks_dir in ${WORKFLOW}` };
  const folders = tasks.map((path) => dirname(path)).filter((folder) => folder !== "." && !NO_TASKS.test(folder));
  const found = mostCommon(folders, TASKS);
  if (found !== undefined) return { value: found, from: `the files in ${found}/ say what state they are in` };
  return tracked.some((path) => path.startsWith(`${TASKS}/`))
    ? { value: TASKS, from: `there is a folder ${TASKS}/, with no task in it yet` }
    : undefined;
}

/** First sentence in which the agent says something of itself; none where a template's blanks still stand there. */
function aboutIn(text: string): string | undefined {
  const paragraphs = readMarked(text).body.split(/\n\s*\n|^#.*$/m);
  const gist = paragraphs.map((one) => gistOf(one, MAX_ABOUT_CHARS)).find((one) => /\w/.test(one));
  if (gist === undefined || /\{\{|^\[[^\]]*\](?!\()/.test(gist)) return undefined;
  return /^.{20,}?[.!?](?= |$)/.exec(gist)?.[0] ?? gist;
}

const Gptme = z.object({
  agent: z.object({ name: z.string().optional() }).optional(),
  prompt: z.union([z.string(), z.object({ files: z.array(z.string()).optional() })]).optional(),
  files: z.array(z.string()).optional(),
  lessons: z.object({ dirs: z.array(z.string()).optional() }).optional(),
});

/** Tolerant: a file that gptme itself would complain about is a problem to report. */
function readGptme(text: string) {
  try {
    const { agent, prompt, files, lessons } = Gptme.parse(parseToml(text));
    const nested = typeof prompt === "object" ? prompt.files : undefined;
    return { name: agent?.name, files: nested ?? files ?? [], lessons: lessons?.dirs ?? [], problems: [] };
  } catch (thrown) {
    return { name: undefined, files: [], lessons: [], problems: [`${GPTME} cannot be read: ${messageOf(thrown)}`] };
  }
}

function claudeFolder(tracked: readonly string[], others: readonly string[]): Pick<WorkspaceFacts, "claudeFolder"> {
  if (tracked.some((path) => path.startsWith(".claude/"))) return { claudeFolder: "kept" };
  return others.some((path) => path.startsWith(".claude/")) ? { claudeFolder: "not in git" } : {};
}

/** The parts of paths up to a match, each once. */
function foldersBefore(paths: readonly string[], end: RegExp): string[] {
  const found = paths.flatMap((path) => {
    const match = end.exec(path);
    return match ? [path.slice(0, match.index + match[0].length)] : [];
  });
  return [...new Set(found)];
}

/** The usual one when it is there, else the one that is least deep. */
function nearest(paths: readonly string[], usual: string): string | undefined {
  const depth = (path: string) => path.split("/").length;
  return paths.includes(usual) ? usual : paths.toSorted((a, b) => depth(a) - depth(b))[0];
}

function mostCommon(folders: readonly string[], usual: string): string | undefined {
  const count = (folder: string) => folders.filter((other) => other === folder).length;
  return folders.includes(usual) ? usual : folders.toSorted((a, b) => count(b) - count(a))[0];
}
