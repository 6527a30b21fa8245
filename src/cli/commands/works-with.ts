import type { AgentDefinition } from "../../core/contracts/agent.ts";

/** Facts of an agent that its file may leave out, as they hold. */
interface Holding {
  readonly agent: AgentDefinition;
  /** Micro-dollars that a session of it may cost; undefined for a backend that costs nothing. */
  readonly most: number | undefined;
}

const MICROS = 1_000_000;

/** Settings that an agent works with, defaults among them: "claude-code on desk; its duty; at most 30 minutes and $2 a session". */
export function worksWith({ agent, most }: Holding): string {
  const { backend, workspace, work, limits, model, tools } = agent;
  const dollars = limits.dollars ?? (most === undefined ? undefined : most / MICROS);
  const cost = dollars === undefined ? "" : ` and $${dollars}`;
  return [
    `${backend.use}${model === undefined ? "" : ` (${model})`} on ${workspace}`,
    `work: ${work.length === 0 ? "its inbox" : work.join(", ")}`,
    `at most ${limits.minutes} minutes${cost} a session`,
    ...(tools === undefined ? [] : [`tools: ${tools.join(", ")}`]),
  ].join("; ");
}
