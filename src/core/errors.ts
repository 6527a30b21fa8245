const FOR_A_PERSON = Symbol.for("midwatch.MidwatchError");

/** An expected failure that a person can act on: says what is wrong, where, and what would be right. */
export class MidwatchError extends Error {
  override readonly name: string = "MidwatchError";

  get [FOR_A_PERSON](): true {
    return true;
  }
}

/** True for a MidwatchError of any copy of this class: a plugin imports another copy than the bundled command line. */
export const isMidwatchError = (thrown: unknown): thrown is MidwatchError =>
  thrown instanceof Error && FOR_A_PERSON in thrown;

/** One mistake in a fleet's files. */
export interface Problem {
  readonly file: string;
  /** Counted from 1; missing where the file as a whole is meant. */
  readonly line?: number;
  /** Sentence on what is wrong, and what would be right. */
  readonly message: string;
}

/** All the mistakes in a fleet's files, so that they can be mended in one go. */
export class ConfigError extends MidwatchError {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(located).join("\n"));
    this.problems = problems;
  }
}

const located = ({ file, line, message }: Problem) => `${file}${line === undefined ? "" : `:${line}`}: ${message}`;

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The first line of what went wrong: enough for a sentence, never a stack. */
export const messageOf = (thrown: unknown): string => asError(thrown).message.trim().split("\n")[0] ?? "";
