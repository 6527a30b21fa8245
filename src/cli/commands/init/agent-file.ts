import { counted } from "../../../core/text/wording.ts";
import { askedBy, type ReadSettings } from "./arguments.ts";
import type { AgentCall } from "./call.ts";
import type { Job, Sourced } from "./job.ts";
import { commented, inline, remark, slug } from "./lines.ts";
import { type PromptText, promptOf, type Tree, trackedPath } from "./prompt.ts";
import { workLines, workOf } from "./work.ts";
import { followWorkflow, WORKFLOW } from "./workflow.ts";
import type { WorkspaceFacts } from "./workspace.ts";

/** Parts that one agent's file is made of. */
export interface AgentPlan {
  readonly name: string;
  readonly workspace: string;
  /** Missing when nothing runs an agent here by the clock. */
  readonly job?: Job;
  /** Call of the agent when nothing shows one. */
  readonly fallback: Sourced<AgentCall>;
  readonly facts: WorkspaceFacts;
  readonly tree: Tree;
}

const LONGEST_MINUTES = 24 * 60;

/** The agent's file, and what could not be carried over into it, a sentence each. */
export function agentFile(plan: AgentPlan): { text: string; notes: string[]; sources: string[] } {
  const { name, workspace, job } = plan;
  const call = job?.call ?? plan.fallback;
  const asked = asking(call.value, plan);
  const prompts = asked.prompts.map((prompt) => promptOf(prompt, job ?? {}, plan.tree));
  const lines = [
    "---",
    describe(plan),
    `workspace: ${workspace}`,
    ...backendLines(call, asked),
    ...workLines(plan.facts, prompts),
    ...whenLines(job),
    ...modelLines(asked, call, plan.facts),
    ...(asked.tools === undefined ? [] : [commented(`tools: ${inline(asked.tools)}`, call.from)]),
    ...limitLines([...(job?.limits ?? []), ...limitOf(plan.facts)], asked, call.from),
    ...environmentLines(job),
    remark("midwatch options lists what else may stand here"),
    "---",
    "",
    ...body(plan, prompts, call.from),
  ];
  return {
    text: `${lines.join("\n").trimEnd()}\n`,
    notes: notesOf(name, job, prompts, call, asked),
    sources: workOf(plan.facts, prompts).sources,
  };
}

/** A call's arguments with the repository's own files named as a clone has them. */
function asking({ program, args, input }: AgentCall, { job, tree }: AgentPlan): ReadSettings {
  const local = (arg: string) =>
    arg.includes("/") && arg.startsWith("-") === false ? trackedPath(arg, tree, job?.script) : undefined;
  return askedBy({
    program,
    args: args.map((arg) => (arg.startsWith("$(") ? arg : (local(arg) ?? arg))),
    ...(input !== undefined && { input }),
  });
}

function describe({ name, job, tree, facts: { about, agentName } }: AgentPlan): string {
  const isOwn = agentName !== undefined && slug(agentName.value, "agent") === name;
  if (about && (isOwn || !job)) return commented(`description: ${inline(about.value)}`, about.from);
  if (job?.title) return commented(`description: ${inline(job.title.value)}`, job.title.from);
  if (job) return commented(`description: ${inline(`Does what ${job.start.from} had ${job.call.value.program} do`)}`);
  return `description: ${inline(`Works in ${tree.folder.replace(/^.*\//, "")} as ${name}`)}`;
}

function backendLines({ value: { program }, from }: Sourced<AgentCall>, { turns }: ReadSettings): string[] {
  const isClaude = program === "claude";
  return [
    "backend:",
    commented(`  use: ${isClaude ? "claude-code" : program}`, from),
    ...(isClaude && turns !== undefined ? [commented(`  turns: ${turns}`, `--max-turns in ${from}`)] : []),
  ];
}

/** The call's own, else that of the workspace's workflow, where that is for the same program. */
function modelLines(
  { model }: ReadSettings,
  { value: { program }, from }: Sourced<AgentCall>,
  { workflow }: WorkspaceFacts,
): string[] {
  if (model !== undefined) return [commented(`model: ${inline(model)}`, from)];
  return workflow?.model === undefined || workflow.program !== program
    ? []
    : [commented(`model: ${inline(workflow.model)}`, `harness.model_routing in ${WORKFLOW}`)];
}

const limitOf = ({ workflow }: WorkspaceFacts): Sourced<number>[] =>
  workflow?.minutes === undefined ? [] : [{ value: workflow.minutes, from: `session.default_timeout in ${WORKFLOW}` }];

function whenLines(job: Job | undefined): string[] {
  const { when = [], refused = [] } = job ?? {};
  const none = refused.map(({ value, from, why }) => remark(`- ${inline(value)}    (${from}: ${why})`, "  "));
  const missing = refused.length > 0 ? "what stood there is no schedule" : "nothing was found that says when";
  if (when.length === 0) return [remark(`when: once a day    (${missing})`), ...none];
  return ["when:", ...when.map(({ value, from }) => commented(`  - ${inline(value)}`, from)), ...none];
}

/** The shortest limit is the one that held; the others are named. */
function limitLines(limits: readonly Sourced<number>[], { dollars }: ReadSettings, from: string): string[] {
  const [shortest, ...longer] = limits.toSorted((a, b) => a.value - b.value);
  const rest = longer.map((limit) => `; ${limit.from} is longer (${counted(minutes(limit.value), "minute")})`).join("");
  const lines = [
    ...(shortest
      ? [commented(`  minutes: ${minutes(Math.min(shortest.value, LONGEST_MINUTES))}`, `${shortest.from}${rest}`)]
      : []),
    ...(dollars === undefined ? [] : [commented(`  dollars: ${dollars}`, `--max-budget-usd in ${from}`)]),
  ];
  return lines.length > 0 ? ["limits:", ...lines] : [];
}

const minutes = (value: number) => Math.round(value * 100) / 100;

function environmentLines(job: Job | undefined): string[] {
  if (!job) return [];
  const { user, environment, directory } = job;
  return [
    ...(user ? [remark(`user: it ran as ${user.value} (${user.from}); start midwatch as that user`)] : []),
    ...environment.map(({ value, from }) => remark(`credentials: it was given ${value} (${from})`)),
    ...(directory
      ? [remark(`checkout: it worked in ${directory.value} (${directory.from}); now in a clone of its own`)]
      : []),
  ];
}

function body({ name, facts, job, fallback }: AgentPlan, prompts: readonly PromptText[], from: string): string[] {
  const { agentName, promptFiles, instructions, workflow } = facts;
  const title = agentName?.value ?? name;
  // gptme gives its model these by itself.
  const isNative = facts.isGptme && (job?.call ?? fallback).value.program === "gptme";
  const named = [...(facts.isGptme ? promptFiles : []), ...instructions.filter((path) => !promptFiles.includes(path))];
  const read = isNative ? [] : named;
  const follows = prompts.length === 0 && workflow ? [`${followWorkflow(workflow)}  <!-- ${WORKFLOW} -->`, ""] : [];
  const work = [...prompts.flatMap((prompt) => [promptLine(prompt, from), ""]), ...follows];
  const names = read.map((path) => `\`${path}\``).join(", ");
  const where = [...(facts.isGptme && promptFiles.length > 0 ? ["gptme.toml"] : []), ...instructions].join(", ");
  return [
    `# ${title}`,
    "",
    ...(read.length > 0
      ? [`Before you begin, read what this workspace says about you: ${names}.  <!-- ${where} -->`, ""]
      : []),
    ...work,
    ...(work.length === 0 && read.length === 0
      ? [`Do the item you are given, and nothing else.${job ? "" : " Say what you did."}`]
      : []),
  ];
}

function promptLine(prompt: PromptText, from: string): string {
  if (prompt.kind === "text") return `${prompt.text}  <!-- ${from} -->`;
  if (prompt.kind === "file") return `Follow \`${prompt.path}\`.  <!-- ${from} -->`;
  return `<!-- Write here what it is to do: ${from} puts the prompt together at run time. -->`;
}

function notesOf(
  name: string,
  job: Job | undefined,
  prompts: readonly PromptText[],
  call: Sourced<AgentCall>,
  asked: ReadSettings,
): string[] {
  const open = prompts.filter(({ kind }) => kind === "open");
  return [
    ...open.map(
      (prompt) =>
        `${name}: its prompt (${"text" in prompt ? prompt.text : ""}, ${call.from}) is put together at run time: write it below the settings`,
    ),
    ...asked.left.map((why) => `${name}: not kept from ${call.from}: ${why}`),
    ...[...new Set(job?.remarks)].map((text) => `${name}: ${text}`),
    ...(job?.environment.length
      ? [
          `${name}: ${job.environment.map(({ value }) => value).join(", ")}: midwatch passes none of it on, so credentials do not reach the agent yet`,
        ]
      : []),
    ...(job ? [`${name}: both would run until the old one is switched off: ${job.start.value}`] : []),
  ];
}
