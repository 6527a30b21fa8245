import type { Argv } from "yargs";

/** Arguments that every command is given, beside options of its own. */
export interface CommonArguments {
  /** The fleet's folder; found from the current one when left out. */
  readonly fleet?: string;
  readonly json: boolean;
}

/** One word of the command line. Its file loads fast; what it works with is loaded when it runs. */
export interface Command<Arguments extends CommonArguments = CommonArguments> {
  readonly usage: string;
  /** One line of `midwatch --help`, on 80 columns as well. */
  readonly describe: string;
  /** The rest of what its own help says. */
  readonly details?: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  options(yargs: Argv<CommonArguments>): Argv<Arguments>;
  /** Answers with the exit code: see exit-codes.ts. */
  run(args: Arguments): Promise<number>;
}
