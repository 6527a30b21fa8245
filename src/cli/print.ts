import { styleText } from "node:util";

/** One line on the terminal. The only place that prints. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** Without colour where nobody would see it: a pipe, NO_COLOR. */
export const bold = (text: string): string => styleText("bold", text);
export const dim = (text: string): string => styleText("dim", text);
export const green = (text: string): string => styleText("green", text);
export const yellow = (text: string): string => styleText("yellow", text);
export const red = (text: string): string => styleText("red", text);

/**
 * Whoever reads us may stop reading, a terminal may be closed, a disk may be full: no reason to end, least of all in the
 * middle of a session. What was asked for and could not be written is a failure all the same.
 */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || failure !== undefined) return;
  failure = error.message;
  complain(`the output cannot be written: ${failure}`);
  process.once("exit", (code) => {
    process.exitCode = code || UNWRITTEN;
  });
});
process.stderr.on("error", () => {
  // There is nobody left to tell.
});

let failure: string | undefined;
const UNWRITTEN = 1;
