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

/** Whoever reads us may stop reading: that is no reason to end, least of all in the middle of a session. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
