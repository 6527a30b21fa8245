import { execa } from "execa";
import { messageOf } from "../errors.ts";

interface Program {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export type Closed = { readonly ok: true; readonly code: number } | { readonly ok: false; readonly reason: string };

/**
 * Signals that a terminal sends to us as well and that are meant for the program, which may go on: Ctrl-C ends a turn,
 * not the conversation.
 */
const THEIRS = ["SIGINT", "SIGQUIT"] as const;
const OURS = ["SIGTERM", "SIGHUP"] as const;

/** Hands the person's terminal over to a program until that ends. */
export async function runInForeground({ argv: [command, ...args], cwd, env }: Program): Promise<Closed> {
  const ignore = () => {};
  for (const name of THEIRS) process.on(name, ignore);
  const child = execa(command, args, { cwd, env, extendEnv: false, stdio: "inherit", reject: false });
  const end = () => void child.kill("SIGTERM");
  for (const name of OURS) process.once(name, end);
  try {
    const { exitCode, signal, originalMessage } = await child;
    if (exitCode !== undefined) return { ok: true, code: exitCode };
    return {
      ok: false,
      reason: signal ? `it was ended with ${signal}` : (originalMessage ?? "it could not be started"),
    };
  } catch (thrown) {
    return { ok: false, reason: messageOf(thrown) };
  } finally {
    for (const name of THEIRS) process.off(name, ignore);
    for (const name of OURS) process.off(name, end);
  }
}
