import type { Condition } from "./condition.ts";

/** A simple command of a script, with the variables replaced that the script itself sets. */
export interface ShellCommand {
  /** Words of the call; one that could not be worked out stands as it was written: `$PROMPT`, `$(cat plan.md)`. */
  readonly argv: readonly string[];
  /** As it stands there. */
  readonly text: string;
  /** Names of variables set for it alone; never their values, which may be secrets. */
  readonly given: readonly string[];
  /** Folder it runs in, as far as `cd` says. */
  readonly directory?: string;
  readonly line: number;
  /** Words it reads on stdin: a text, `$(cat FILE)`, or what only the run would know. */
  readonly input?: string;
  /** Files its output goes to. */
  readonly into: readonly string[];
  /** The choice it stands in, which is made at run time: `case $(date +%u) in 1`. */
  readonly choice?: string;
  /** Conditions of that choice, with the variables replaced that are known. */
  readonly conditions?: readonly Condition[];
  /** True when it only prints what another one reads, which has it. */
  readonly feeds: boolean;
  /** The substitution it stands in, by number. */
  readonly within?: number;
}
