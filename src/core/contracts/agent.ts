/** How a file names a swappable part: which one, and its options. */
export interface PartConfig {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** What one run may take. A missing limit is no limit. */
export interface Limits {
  readonly minutes: number;
}

/** The word in an agent's `work:` for work that a due itself is. */
export const DUTY = "duty";

/** An agent, as declared by one Markdown file: front matter for the settings, body for the instructions. */
export interface AgentDefinition {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  /** Name of the fleet's workspace it works in. */
  readonly workspace: string;
  readonly backend: PartConfig;
  /** Names of the sources it takes work from, in no order; `duty` when a due is work in itself. */
  readonly work: readonly string[];
  readonly limits: Limits;
  /** The folder of its file: relative paths in the file start here. */
  readonly folder: string;
}

/** A git repository agents work in. */
export interface WorkspaceDefinition {
  readonly name: string;
  /** Where work is published: any URL git understands, or an absolute path. */
  readonly remote: string;
  readonly branch: string;
}
