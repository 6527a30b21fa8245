/** Backends that the demo's agents can run on: programs that need nothing, or a model. */
export const DEMO_BACKENDS = ["command", "claude-code", "ollama"] as const;
type DemoBackend = (typeof DEMO_BACKENDS)[number];

/** Backend of the demo's agents, and what that has to know. */
export interface DemoSettings {
  readonly backend: DemoBackend;
  readonly model?: string | undefined;
  /** Of an Ollama server that is not on this machine. */
  readonly url?: string | undefined;
}
