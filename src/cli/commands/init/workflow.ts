import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import { readMarked } from "../../../core/text/front-matter.ts";
import { shortList } from "../../../core/text/short-list.ts";

/** File in which a gptme agent's workspace says how its sessions go. */
export const WORKFLOW = "WORKFLOW.md";

const name = z.string().optional().catch(undefined);
const Settings = z.object({
  harness: z
    .object({ default: name, model_routing: z.record(z.string(), z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  tracker: z.object({ tasks_dir: name }).optional().catch(undefined),
  session: z
    .object({ default_timeout: z.number().positive().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  hooks: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Settings of a WORKFLOW.md that decide something here, and what is told of the rest. */
export interface Workflow {
  /** Program that its sessions are to run on. */
  readonly program?: "gptme" | "claude" | undefined;
  readonly model?: string | undefined;
  readonly minutes?: number | undefined;
  /** Folder of its tasks, relative to the repository. */
  readonly tasks?: string | undefined;
  /** Names that stand in it for what is only known when a session runs. */
  readonly placeholders: readonly string[];
  readonly notes: readonly string[];
}

const PROGRAMS: Readonly<Record<string, Workflow["program"]>> = { gptme: "gptme", "claude-code": "claude" };
const SETTINGS_BLOCK = /^\uFEFF?---[ \t]*\r?\n(?<settings>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads it tolerantly: what cannot be read is a note. */
export function readWorkflow(text: string): Workflow {
  const { body } = readMarked(text);
  const placeholders = [
    ...new Set([...body.matchAll(/\{\{(?<name>\w+)\}\}/g)].map(({ groups }) => groups?.name ?? "")),
  ];
  try {
    const { harness, tracker, session, hooks } = Settings.parse(parse(settingsIn(text)) ?? {});
    const harnessName = harness?.default ?? "";
    return {
      program: PROGRAMS[harnessName],
      model: harness?.model_routing?.[harnessName],
      minutes: session?.default_timeout,
      tasks: tracker?.tasks_dir?.replace(/^\{\{WORKSPACE\}\}\//, "").replace(/\/$/, ""),
      placeholders,
      notes: notesOn(harnessName, Object.keys(hooks ?? {})),
    };
  } catch (thrown) {
    return { placeholders, notes: [`${WORKFLOW}: its settings cannot be read: ${messageOf(thrown).split("\n")[0]}`] };
  }
}

const settingsIn = (text: string) => SETTINGS_BLOCK.exec(text)?.groups?.settings ?? "";

function notesOn(harness: string, hooks: readonly string[]): readonly string[] {
  const strange = harness !== "" && PROGRAMS[harness] === undefined;
  return [
    `${WORKFLOW}: midwatch picks the task, claims it and publishes the work; what it says of that is for sessions without midwatch`,
    ...(strange ? [`${WORKFLOW}: it wants ${harness}, which midwatch has no backend for`] : []),
    ...(hooks.length > 0 ? [`${WORKFLOW}: its hooks are not run: ${shortList(hooks)}`] : []),
  ];
}

const MEANINGS: Readonly<Record<string, string>> = {
  WORKSPACE: "the repository's top folder",
  DATE: "today's date",
  AGENT_NAME: "your name",
  CREATOR: "your owner",
  SESSION_HASH: "this session's mark",
};

/** Sentence for an agent that follows it: nothing fills its placeholders in. */
export function followWorkflow({ placeholders }: Workflow): string {
  const meant = placeholders.map((one) => `{{${one}}} is ${MEANINGS[one] ?? "not known: leave it out"}`);
  const filled = meant.length > 0 ? ` In it, ${meant.join(", ")}.` : "";
  return `Follow \`${WORKFLOW}\` from where the work itself begins: your item is chosen already, and publishing is done for you.${filled}`;
}
