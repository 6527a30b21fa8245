import { execa } from "execa";
import type { Starter, Turn } from "../contracts/processes.ts";
import { complaintIn, withLine } from "../text/complaint.ts";

/** Milliseconds a stopped turn has to save its work. */
const TURN_GRACE_MS = 90_000;

type Argv = readonly [program: string, ...args: string[]];

/** Turns in processes of their own, their lines told as they come. Told to stop, a turn gets a SIGTERM, and its time. */
export function turnsBy(argvOf: (agent: string) => Argv, tell: (agent: string, line: string) => void): Starter {
  return async ({ name }, signal): Promise<Turn> => {
    const [program, ...args] = argvOf(name);
    const stopping = { cancelSignal: signal, forceKillAfterDelay: TURN_GRACE_MS };
    const child = execa(program, args, { ...stopping, reject: false, buffer: false, stdin: "ignore", stderr: "pipe" });
    let [said, complaints] = ["", ""];
    const follow = async (stream: AsyncIterable<string>, hear?: (line: string) => void) => {
      for await (const line of stream) {
        hear?.(line);
        if (line.trim() === "") continue;
        said = line.trim();
        tell(name, line);
      }
    };
    const streams = [
      follow(child.iterable({ from: "stdout" })),
      follow(child.iterable({ from: "stderr" }), (line) => {
        complaints = withLine(complaints, line);
      }),
    ];
    // A turn that is stopped closes them in the middle: what came until then has been told.
    await Promise.all(streams.map((stream) => stream.catch(() => {})));
    const { exitCode = 1 } = await child;
    return { code: exitCode, said: (exitCode === 0 ? undefined : complaintIn(complaints)) ?? said };
  };
}
