import { spawn } from "node:child_process";
import { once } from "node:events";
import { WAIT_MS } from "./limits.ts";

/** What is typed when a question comes up, each once, in this order; "" is typed at once. */
export type Answers = readonly (readonly [question: string, typed: string])[];

/** What a person sees who runs that line of a shell at a terminal, and answers what it asks. */
export async function atTerminal(
  line: string,
  { cwd, env, answers = [] }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly answers?: Answers },
): Promise<{ readonly code: number | null; readonly said: string }> {
  const args = ["--quiet", "--return", "--command", line, "/dev/null"];
  const child = spawn("script", args, { cwd, env, timeout: WAIT_MS });
  const left = [...answers];
  let said = "";
  const answer = () => {
    const [next] = left;
    if (next && said.includes(next[0])) child.stdin.write(left.shift()?.[1] ?? "");
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    answer();
  });
  answer();
  await once(child, "close");
  return { code: child.exitCode, said: said.replaceAll("\r", "") };
}
