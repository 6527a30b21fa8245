import type { When } from "./when.ts";

/** Swappable part as a file names it, with its options. */
export interface PartConfig {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** Author of a commit. */
export interface CommitIdentity {
  readonly name: string;
  readonly email: string;
}

/** Limits of one run. A missing limit is no limit. */
export interface SessionLimits {
  readonly minutes: number;
  /** Cap of one session, where the agent's file sets one; else the budget policy does. */
  readonly dollars?: number | undefined;
}

/** Rights an agent may be given, in words every backend translates into its own. */
export const TOOL_NAMES = ["read", "edit", "run", "search", "web"] as const;
/**
 * A right an agent may be given: read files, edit them, run commands, search in files, use the web. @useDeclaredType
 */
export type ToolName = (typeof TOOL_NAMES)[number];
/** One of them, or a tool in a backend's own words: "Bash(git log *)". */
export type Tool = ToolName | (string & {});

/** Everything within its clone, and no network of its own: what an agent may do when its file says nothing of it. */
export const DEFAULT_TOOLS: readonly ToolName[] = ["read", "edit", "run", "search"];

/** The word in an agent's `work:` for work that a due itself is. */
export const DUTY = "duty";

/** The word in an agent's `work:` for signals that want attention: what health checks warn of. */
export const HEALTH = "health";
/** The word for work that was not asked for: a theme of its own, when nothing else is ready. */
export const OPEN = "open";

/** An agent, as declared by one Markdown file: front matter for the settings, body for the instructions. */
export interface AgentDefinition {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  /** Name of the fleet's workspace it works in. */
  readonly workspace: string;
  readonly backend: PartConfig;
  /** In the backend's own words. */
  readonly model?: string | undefined;
  /** Tools it may use. Left out: those that its backend allows by itself. */
  readonly tools?: readonly Tool[] | undefined;
  /** Schedule. An agent without one is due whenever a person asks. */
  readonly when?: When | undefined;
  /** Names of the sources it takes work from, in no order; `duty` when a due is work in itself. */
  readonly work: readonly string[];
  /** The workspace of a sibling's that its duty reviews. */
  readonly reviews?: string | undefined;
  /** Author of its commits. Left out: as its workspace says, else its own name. */
  readonly identity?: CommitIdentity | undefined;
  readonly limits: SessionLimits;
  /** The folder of its file: relative paths in the file start here. */
  readonly folder: string;
}

/** A git repository agents work in. */
export interface WorkspaceDefinition {
  readonly name: string;
  /** Remote to publish work to: any URL git understands, or an absolute path. */
  readonly remote: string;
  readonly branch: string;
  /** Author of the commits in it. Left out: each agent's own name. */
  readonly identity?: CommitIdentity | undefined;
  /** Things that make a fresh clone usable. */
  readonly tree: TreeDefinition;
}

/** Things a clone needs that are not in the repository. */
export interface TreeDefinition {
  /** An absolute folder that `copy` and `link` take from: a person's own checkout. */
  readonly checkout?: string | undefined;
  readonly copy: readonly string[];
  readonly link: readonly string[];
  /** Ignored paths that one session of an agent leaves to the next. */
  readonly keep: readonly string[];
  /** Commands run in the clone before the agent. */
  readonly setup: readonly string[];
  /** Commands run in the clone after the agent: its work is published only when they succeed. */
  readonly verify: readonly string[];
  readonly submodules: boolean;
}
