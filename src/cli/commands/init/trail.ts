import type { AgentCall } from "./call.ts";
import type { Sourced } from "./job.ts";
import type { Survey } from "./survey.ts";

/** The call of an agent behind a command line: in it, or in a script it runs. */
export interface Followed {
  readonly call: Sourced<AgentCall>;
  readonly script?: string;
  /** Arguments the script was called with. */
  readonly args: readonly string[];
  readonly directory?: string;
  /** Time limits on the way to the call, in seconds. */
  readonly timeouts: readonly Sourced<number>[];
  /** Names of variables set on the way. */
  readonly given: readonly string[];
  readonly user?: Sourced;
  /** Other deeds on the way that are not carried over, a sentence each. */
  readonly told: readonly string[];
}

export interface Start {
  readonly command: string;
  readonly from: string;
  readonly directory?: string;
  /** Variables that whatever starts it sets. */
  readonly known?: Readonly<Record<string, string>>;
  /** Text that whatever starts it gives it on stdin. */
  readonly input?: string;
}

/** Agents behind a command line, and what there is to say where it leads to none. */
export interface Trail {
  readonly followed: readonly Followed[];
  readonly problem?: string;
}

export type Repository = Pick<Survey, "folder" | "home" | "read">;

/** A text on the way, and how it was come to. */
export interface Step {
  readonly text: string;
  readonly from: string;
  readonly directory: string | undefined;
  readonly args?: readonly string[];
  readonly script?: string;
  /** Script of the repository, or one that is run in it. */
  readonly here: boolean;
  readonly way: Pick<Followed, "timeouts" | "given" | "told"> & { readonly user?: Sourced };
  readonly depth: number;
}
