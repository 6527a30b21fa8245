import { execa } from "execa";
import type { Starter, Turn } from "../contracts/host.ts";

/** How long a turn that was told to stop may take to keep its work. */
const GRACE_MS = 90_000;

type Argv = readonly [program: string, ...args: string[]];

/** Turns in processes of their own, their lines told as they come. Told to stop, a turn gets a SIGTERM, and its time. */
export function turnsBy(argvOf: (agent: string) => Argv, tell: (agent: string, line: string) => void): Starter {
  return async ({ name }, signal): Promise<Turn> => {
    const [program, ...args] = argvOf(name);
    const stopping = { cancelSignal: signal, forceKillAfterDelay: GRACE_MS };
    const child = execa(program, args, { ...stopping, reject: false, buffer: false, stdin: "ignore", stderr: "pipe" });
    let said = "";
    const follow = async (stream: AsyncIterable<string>) => {
      for await (const line of stream) {
        if (line.trim() === "") continue;
        said = line.trim();
        tell(name, line);
      }
    };
    const streams = [child.iterable({ from: "stdout" }), child.iterable({ from: "stderr" })];
    // A turn that is stopped closes them in the middle: what came until then has been told.
    await Promise.all(streams.map((stream) => follow(stream).catch(() => {})));
    const { exitCode = 1 } = await child;
    return { code: exitCode, said };
  };
}
