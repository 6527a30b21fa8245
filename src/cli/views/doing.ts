import { styleText } from "node:util";
import { reveal } from "../../core/text/invisible.ts";

/** A command that answers at once says nothing of how. */
const PATIENCE_MS = 400;
const TICK_MS = 1000;

interface Silence {
  what: string;
  readonly since: number;
  timer: NodeJS.Timeout;
  isShown: boolean;
}

let silence: Silence | undefined;

/**
 * Says on a terminal what a command is at, while it has nothing else to say: one line on the standard error output,
 * which is gone as soon as anything is printed. In a pipe nobody waits before a screen.
 */
export function doing(what: string): void {
  if (!process.stderr.isTTY) return;
  if (silence === undefined) {
    silence = { what, since: Date.now(), timer: setTimeout(begin, PATIENCE_MS).unref(), isShown: false };
    process.once("exit", spoken);
  } else silence.what = what;
  if (silence.isShown) draw();
}

/** Ends the line: something else is written now, or asked. */
export function spoken(): void {
  if (silence === undefined) return;
  clearTimeout(silence.timer);
  process.off("exit", spoken);
  if (silence.isShown) process.stderr.write(ERASE);
  silence = undefined;
}

function begin(): void {
  if (silence === undefined) return;
  silence.isShown = true;
  silence.timer = setInterval(draw, TICK_MS).unref();
  draw();
}

function draw(): void {
  if (silence === undefined) return;
  const seconds = Math.floor((Date.now() - silence.since) / 1000);
  const line = `  ${reveal(silence.what).text} …${seconds > 0 ? ` ${seconds} s` : ""}`;
  const room = (process.stderr.columns || 80) - 1;
  process.stderr.write(`${ERASE}${styleText("dim", line.slice(0, room), { stream: process.stderr })}`);
}

const ERASE = "\r\u001B[K";
