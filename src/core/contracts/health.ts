import type { AgentDefinition } from "./agent.ts";

/** "pass", "warn" and "fail" as in the health+json draft. A "fail" keeps the session from starting. */
export interface HealthReport {
  readonly check: string;
  readonly status: "pass" | "warn" | "fail";
  readonly detail: string;
  /** What is known, by name, for a person who asks. */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  readonly name: string;
  check(agent: AgentDefinition, signal: AbortSignal): Promise<HealthReport>;
}
