import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import { CONFIG_FILE, STATE_FOLDER } from "../../../fleet-folder.ts";
import { type AgentPlan, agentFile } from "./agent-file.ts";
import type { AgentCall } from "./call.ts";
import { fleetFile } from "./fleet-file.ts";
import type { Job, Jobs, Sourced } from "./job.ts";
import { findJobs } from "./jobs.ts";
import { slug, unique } from "./lines.ts";
import type { FileChange, NewRemote, Proposal } from "./proposal.ts";
import { foundLines, gitNotes } from "./report.ts";
import { withoutSecrets } from "./secrets.ts";
import type { Survey } from "./survey.ts";
import { WORKFLOW } from "./workflow.ts";
import { surveyWorkspace, type WorkspaceFacts } from "./workspace.ts";
import { inZones } from "./zones.ts";

/** A fleet for an existing repository: what runs here already, in midwatch's words. */
export async function propose(survey: Survey): Promise<Proposal> {
  const [facts, found] = await Promise.all([surveyWorkspace(survey), findJobs(survey)]);
  const { zone, jobs } = inZones(found.jobs, survey.zone);
  const plans = plansFor(survey, facts, jobs);
  const written = plans.map((plan) => {
    const { text, ...rest } = agentFile(plan);
    return { name: plan.name, text: withoutSecrets(text), ...rest };
  });
  const agents = await agentsFolder(survey, written);
  const { remote, made } = remoteFor(survey);
  const branch = { value: survey.git.branch, from: survey.git.branchFrom };
  const workspace = slug(survey.name, "workspace");
  const whens = plans.map(({ job }) => (job?.when ?? []).map(({ value }) => value));
  const fleet = fleetFile({
    zone,
    workspace,
    remote,
    branch,
    agents,
    whens,
    facts,
    taken: written.flatMap(({ sources }) => sources),
  });
  const files = await Promise.all([
    change(survey, CONFIG_FILE, withoutSecrets(fleet)),
    ...written.map(({ name, text }) => change(survey, `${agents}/${name}.md`, text)),
    ignoring(survey),
  ]);
  return {
    folder: survey.folder,
    agents: plans.map(({ name }) => name),
    jobs: plans.flatMap(({ name, job }) => (job?.origins ?? []).map(({ from }) => ({ agent: name, from }))),
    files: files.flat(),
    found: foundLines(survey, facts, jobs),
    notes: [...gitNotes(survey, made), ...written.flatMap(({ notes }) => notes), ...problems(survey, facts, found)].map(
      (note) => withoutSecrets(note),
    ),
    ...(made && { remote: made }),
  };
}

function plansFor(survey: Survey, facts: WorkspaceFacts, jobs: readonly Job[]): AgentPlan[] {
  const tree = { folder: survey.folder, tracked: survey.git.tracked };
  const common = { workspace: slug(survey.name, "workspace"), fallback: fallback(survey, facts), facts, tree };
  const own = slug(facts.agentName?.value ?? survey.name, "agent");
  if (jobs.length === 0) return [{ ...common, name: own }];
  const plans: AgentPlan[] = [];
  for (const job of jobs) {
    const isIt = jobs.length === 1 && facts.agentName !== undefined;
    const name = unique(
      isIt ? own : slug(job.name, "agent"),
      plans.map((plan) => plan.name),
    );
    plans.push({ ...common, name, job });
  }
  return plans;
}

const NOTHING = { given: [], wrapped: [], into: [], line: 0 } as const;

/** The agent the repository is made for, else the one that is installed. */
function fallback(
  { installed }: Survey,
  { isGptme, workflow, instructions, claudeFolder }: WorkspaceFacts,
): Sourced<AgentCall> {
  const has = (name: string) => installed.some((backend) => backend.name === name);
  const gptme = { ...NOTHING, program: "gptme", args: ["--non-interactive"] } as const;
  const claude = { ...NOTHING, program: "claude", args: ["-p"] } as const;
  if (workflow?.program === "claude") return { value: claude, from: `harness.default in ${WORKFLOW}` };
  if (isGptme) return { value: gptme, from: "gptme.toml" };
  if (instructions.includes("CLAUDE.md")) return { value: claude, from: "CLAUDE.md" };
  if (claudeFolder) return { value: claude, from: ".claude" };
  if (has("gptme") && !has("claude")) return { value: gptme, from: "gptme is installed" };
  return { value: claude, from: has("claude") ? "claude is installed" : "nothing says what runs here: change it" };
}

/** A folder with no Markdown but what would be written: every file in it will be an agent. */
async function agentsFolder(survey: Survey, written: readonly { name: string; text: string }[]): Promise<string> {
  for (const folder of ["agents", "midwatch-agents"]) {
    const there = (await survey.list(folder)).filter((name) => name.endsWith(".md"));
    const ours = there.map(async (name) => {
      const agent = written.find((each) => `${each.name}.md` === name);
      return agent !== undefined && (await survey.read(`${folder}/${name}`)) === agent.text;
    });
    if ((await Promise.all(ours)).every(Boolean)) return folder;
  }
  throw new MidwatchError(`${survey.folder}: agents/ and midwatch-agents/ hold other files: move one of them away`);
}

/** The repository's remote; where there is none, a bare one beside it. */
function remoteFor({ folder, name, git }: Survey): { remote: Sourced; made?: NewRemote } {
  if (git.remote) return { remote: { value: git.remote.url, from: `git remote ${git.remote.name}` } };
  const path = join(dirname(folder), `${name}.git`);
  if (existsSync(path))
    throw new MidwatchError(
      `${folder} has no remote, and ${path} is there already: git remote add origin ${shellWord(path)}, or move it away`,
    );
  return {
    remote: { value: `../${name}.git`, from: "there is no remote: a bare repository that init makes" },
    made: { path, holds: { clone: folder } },
  };
}

async function change(survey: Survey, path: string, after: string): Promise<FileChange[]> {
  const before = await survey.read(path);
  if (before === after) return [];
  return [{ path, after, ...(before !== undefined && { before }) }];
}

async function ignoring(survey: Survey): Promise<FileChange[]> {
  const before = await survey.read(".gitignore");
  if (before?.split(/\r?\n/).some((line) => /^\/?\.midwatch\/?\s*$/.test(line))) return [];
  const kept = before === undefined || before === "" || before.endsWith("\n") ? (before ?? "") : `${before}\n`;
  return change(survey, ".gitignore", `${kept}${STATE_FOLDER}/\n`);
}

const problems = (survey: Survey, facts: WorkspaceFacts, found: Jobs): string[] => [
  ...survey.problems,
  ...facts.problems,
  ...found.problems,
];
