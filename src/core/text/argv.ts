import { resolve } from "node:path";

/** A program as a file names it: "./x" is relative to that file's folder, everything else is as it stands. */
export function argvOf(run: readonly string[], folder: string): [string, ...string[]] {
  const [program = "", ...args] = run.map((part) => (/^\.\.?\//.test(part) ? resolve(folder, part) : part));
  return [program, ...args];
}
