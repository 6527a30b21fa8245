import { DUTY } from "../../../core/contracts/agent.ts";
import { commented, inline } from "./lines.ts";
import type { PromptText } from "./prompt.ts";
import type { WorkspaceFacts } from "./workspace.ts";

/** A prompt that sends its agent to the workspace's own work. */
const SENT = /cascade|work[ -]?queue|queue-manual|\btasks?\b|backlog/i;

const sourcesOf = ({ queue, tasks }: WorkspaceFacts): string[] => [
  ...(queue ? ["work-queue"] : []),
  ...(tasks ? ["workspace-tasks"] : []),
];

/** Sources an agent works from: a call with a prompt of its own has its work, unless that sends it to them. */
export function workOf(facts: WorkspaceFacts, prompts: readonly PromptText[]): { sources: string[]; own: boolean } {
  const texts = prompts.flatMap((prompt) => (prompt.kind === "text" ? [prompt.text] : []));
  const own = texts.length > 0 && !facts.isGptme && !texts.some((text) => SENT.test(text));
  return { sources: own ? [] : sourcesOf(facts), own };
}

export function workLines(facts: WorkspaceFacts, prompts: readonly PromptText[]): string[] {
  const { sources, own } = workOf(facts, prompts);
  if (sources.length === 0) return [commented(`work: ${DUTY}`, own ? "the call says itself what to do" : undefined)];
  const from = [facts.queue, facts.tasks].flatMap((found) => (found ? [found.value] : [])).join(", ");
  return [commented(`work: ${inline(sources)}`, from)];
}
