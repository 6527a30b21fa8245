import type { Fleet } from "../contracts/fleet.ts";
import type { CommandPart, Host } from "../contracts/plugin.ts";
import { MidwatchError } from "../errors.ts";
import { argvOf } from "../text/argv.ts";
import { tellingLine, withLine } from "../text/complaint.ts";

/** Characters of an answer; a program that says more is wrong, and must not cost us our memory. */
const MAX_PROGRAM_ANSWER_CHARS = 4 * 1024 * 1024;

/** Function that asks the owner's programs, for parts that the files of a folder name. */
export function askCommand(
  { processes, environment }: Pick<Fleet, "processes" | "environment">,
  folder: string,
): Host["ask"] {
  return async ({ run, seconds, cwd = folder }: CommandPart, question, signal) => {
    const spec = { argv: argvOf(run, folder), cwd, env: environment, stdin: JSON.stringify(question) };
    const overdue = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
    const said = { answer: "", complaint: "" };
    for await (const event of processes.run({ ...spec, deadline: seconds * 1000, holding: [] }, overdue)) {
      if (event.type === "line") hear(event, said);
      else if (event.code !== 0)
        throw new MidwatchError(`${run.join(" ")} ${whyItFailed(event.code, overdue, seconds)}${complaintOf(said)}`);
    }
    return said.answer;
  };
}

interface Said {
  answer: string;
  complaint: string;
}

function hear({ stream, text }: { stream: "stdout" | "stderr"; text: string }, said: Said): void {
  if (stream === "stderr") said.complaint = withLine(said.complaint, text);
  else if (said.answer.length < MAX_PROGRAM_ANSWER_CHARS) said.answer += `${text}\n`;
}

function whyItFailed(code: number | undefined, overdue: AbortSignal, seconds: number): string {
  if (overdue.aborted) return `did not answer within ${seconds} s`;
  return code === undefined ? "could not be run" : `ended with ${code}`;
}

const complaintOf = ({ complaint }: Said) => (tellingLine(complaint) === "" ? "" : `: ${tellingLine(complaint)}`);
