import { spawn } from "node:child_process";

/** Starts a program that goes on when we are gone, in a session of its own. What it says, nobody hears. */
export function startDetached([program, ...args]: readonly [string, ...string[]]): void {
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  // Whoever started it looks for what it leaves behind, and finds nothing.
  child.on("error", () => {});
  child.unref();
}
