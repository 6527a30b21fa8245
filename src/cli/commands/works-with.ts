import { dollars, MICROS } from "../../core/budget/money.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import { counted } from "../../core/text/wording.ts";

/** Facts of an agent that its file may leave out, as they hold. */
interface Holding {
  readonly agent: AgentDefinition;
  /** Micro-dollars that a session of it may cost; undefined for a backend that costs nothing. */
  readonly most: number | undefined;
}

/** Settings that an agent works with, defaults among them: "claude-code on desk; its duty; at most 30 minutes and $2.00 a session". */
export function worksWith({ agent, most }: Holding): string {
  const { backend, workspace, work, limits, model, tools } = agent;
  const micros = limits.dollars === undefined ? most : limits.dollars * MICROS;
  const cost = micros === undefined ? "" : ` and ${dollars(micros)}`;
  return [
    `${backend.use}${model === undefined ? "" : ` (${model})`} on ${workspace}`,
    `work: ${work.length === 0 ? "its inbox" : work.join(", ")}`,
    `at most ${counted(limits.minutes, "minute")}${cost} a session`,
    ...(tools === undefined ? [] : [`tools: ${tools.join(", ")}`]),
  ].join("; ");
}
