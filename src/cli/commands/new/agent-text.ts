import { DUTY } from "../../../core/contracts/agent.ts";
import { inline } from "../init/lines.ts";
import type { Settled } from "./wishes.ts";

/** The file of a new agent: what is set, what it should do, and where the rest is found. */
export function agentText({ task, when, workspace, cap }: Settled, backend: string, model: string | undefined): string {
  const [rule] = when;
  return [
    "---",
    ...(when.length === 0 ? [`work: ${DUTY}`] : [`when: ${inline(when.length === 1 ? (rule ?? "") : when)}`]),
    `workspace: ${workspace}`,
    `backend: ${inline(backend)}`,
    ...(model === undefined ? [] : [`model: ${inline(model)}`]),
    `limits: { dollars: ${cap} }`,
    "# midwatch options lists what else may stand here",
    "---",
    "",
    task,
    "",
  ].join("\n");
}
