import { z } from "zod";
import type { ProposedThread } from "../../../core/contracts/threads.ts";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import type { Notes } from "../../../core/notes/notes.ts";
import { plainText } from "../../../core/text/plain-text.ts";
import { oneLine } from "../../../core/text/wording.ts";
import { isSameThread } from "../../../core/threads/record.ts";
import { parseThread, THREADS } from "../../../core/threads/thread.ts";

const MAX_ANSWERS = 12;
const MAX_ANSWER_CHARS = 1_000;
const MAX_NAME_CHARS = 200;

const Named = z.object({ to: z.string(), text: z.string(), closed: z.boolean().optional() });
type OwnersAnswer = z.infer<typeof Named>;

/** Places that an answer of the owner's can go to. */
export interface Answered {
  /** By the agent. */
  readonly requests: readonly { readonly agent: string; readonly text: string }[];
  /** Of what needed the owner. */
  readonly settled: readonly { readonly key: string; readonly text: string }[];
  readonly threads: readonly ProposedThread[];
}

interface Known {
  readonly agents: readonly string[];
  readonly keys: readonly string[];
  readonly view: Pick<WorkspaceView, "list" | "readAll">;
}

/** The answers of a notes block: texts with a name, however many; what is none is left out. */
export function answersIn({ answers }: Notes): readonly OwnersAnswer[] {
  const listed: unknown[] = Array.isArray(answers) ? answers : [];
  return listed
    .flatMap((each) => Named.safeParse(each).data ?? [])
    .map(({ to, text, ...rest }) => ({
      ...rest,
      to: oneLine(plainText(to)).slice(0, MAX_NAME_CHARS),
      text: oneLine(plainText(text)).slice(0, MAX_ANSWER_CHARS),
    }))
    .filter(({ to, text }) => to !== "" && text !== "")
    .slice(0, MAX_ANSWERS);
}

/** Place of each answer: an agent, what needs the owner, a thread; one that is for none of these opens a thread. */
export async function placesOf(answers: readonly OwnersAnswer[], { agents, keys, view }: Known): Promise<Answered> {
  const paths = answers.length === 0 ? [] : (await view.list(THREADS)).filter((path) => path.endsWith(".md"));
  const open = [...(await view.readAll(paths))].map(([path, text]) => parseThread(path, text));
  const requests = answers.filter(({ to }) => agents.includes(to));
  const settled = answers.filter(({ to }) => !agents.includes(to) && keys.includes(to));
  const others = answers.filter((each) => !requests.includes(each) && !settled.includes(each));
  return {
    requests: requests.map(({ to, text }) => ({ agent: to, text })),
    settled: settled.map(({ to, text }) => ({ key: to, text })),
    threads: others.map(({ to, text, closed = false }): ProposedThread => {
      const thread = open.find((each) => isSameThread(each, { title: to }));
      if (!thread) return { title: `Answer to ${to}`, note: text, kind: "discuss", closed: false };
      // What its owner has answered, sessions can go on with alone.
      return { title: thread.path, note: text, closed, ...(!closed && { kind: "solo" }) };
    }),
  };
}
