import { parseArgs } from "node:util";
import { isMidwatchError } from "../core/errors.ts";
import { status } from "./commands/status.ts";
import { EXIT } from "./exit-codes.ts";
import { complain } from "./views/print.ts";

/** `midwatch status` without yargs, which takes longer to load than the answer: undefined when that cannot be. */
export async function quickStatus(argv: readonly string[]): Promise<number | undefined> {
  const args = readArguments(argv);
  if (!args) return undefined;
  try {
    return await status.run(args);
  } catch (thrown) {
    if (!isMidwatchError(thrown)) throw thrown;
    complain(thrown.message);
    return EXIT.usage;
  }
}

/** Only what is plain; everything else, help and mistakes included, is for the whole command line. */
function readArguments(argv: readonly string[]) {
  try {
    const options = { json: { type: "boolean" }, fleet: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const { json = false, fleet } = values;
    return positionals.length === 1 ? { json, ...(fleet !== undefined && { fleet }) } : undefined;
  } catch {
    return undefined;
  }
}
