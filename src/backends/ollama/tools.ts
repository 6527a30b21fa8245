import { z } from "zod";
import { type Tool as AskedTool, DEFAULT_TOOLS, type ToolName } from "../../core/contracts/agent.ts";
import type { BackendRequest } from "../../core/contracts/backend.ts";
import type { Host } from "../../core/contracts/plugin.ts";
import { ITEM_STATES } from "../../core/contracts/work.ts";
import { ownWords } from "../own-tools.ts";
import type { Confined } from "./confined.ts";
import { editText, listFolder, readPassage, writeText } from "./files.ts";
import { runProgram } from "./shell.ts";

/** Things the tools work with. */
export interface Desk {
  readonly clone: Confined;
  readonly request: BackendRequest;
  readonly host: Host;
  /** Seconds a command may take. */
  readonly seconds: number;
  /** Characters a result may have. */
  readonly longest: number;
}

/** A result, in words for the model. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
  /** Reason for which the answer in the call is none. */
  readonly refusal?: string;
}

/** Something the model can do. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodObject;
  use(input: unknown, desk: Desk, signal: AbortSignal): Promise<Outcome>;
}

const path = z.string().min(1).describe("Relative to the repository's root");
const positiveCount = z.coerce.number().int().positive();

const readTool = tool({
  name: "read",
  description: "Read a text file, or some lines of it.",
  parameters: z.object({
    path,
    from: positiveCount.optional().describe("The first line, counted from 1"),
    lines: positiveCount.optional().describe("How many lines"),
  }),
  use: async (passage, { clone, longest }) => done(await readPassage(clone, passage, longest)),
});

const listTool = tool({
  name: "list",
  description: "List a folder's files and folders.",
  parameters: z.object({ path: path.optional() }),
  use: async (input, { clone }) => done(await listFolder(clone, input.path ?? ".")),
});

const write = tool({
  name: "write",
  description: "Write a whole file; it and its folders are made where they are missing.",
  parameters: z.object({ path, content: z.string() }),
  use: async (input, { clone }) => done(await writeText(clone, input.path, input.content)),
});

const edit = tool({
  name: "edit",
  description: "Replace a passage of a file. The old text must stand in it exactly once.",
  parameters: z.object({ path, old: z.string().min(1), new: z.string() }),
  use: async (input, { clone }) => done(await editText(clone, input)),
});

const run = tool({
  name: "run",
  description: "Run a shell command in the repository's root. It has no terminal and no input.",
  parameters: z.object({ command: z.string().min(1) }),
  async use({ command }, { request, host, seconds, longest }, signal) {
    const argv = ["sh", "-c", command] as const;
    const { code, output, trouble } = await runProgram({ argv, seconds, longest }, request, host, signal);
    return { ok: code === 0 && !trouble, text: `${output}(${trouble ?? `exit ${code}`})` };
  },
});

const NOTHING_FOUND = 1;

const search = tool({
  name: "search",
  description: "Search files for an extended regular expression, line by line.",
  parameters: z.object({ pattern: z.string().min(1), path: path.optional() }),
  async use(input, { clone, request, host, seconds, longest }, signal) {
    const where = clone.shown(await clone.find(input.path ?? "."));
    const argv = [
      "grep",
      "-rnIE",
      "--exclude-dir=.git",
      "-e",
      input.pattern,
      ...(where === "." ? [] : ["--", where]),
    ] as const;
    const { code, output, trouble } = await runProgram({ argv, seconds, longest }, request, host, signal);
    if (trouble) return { ok: false, text: `${output}(${trouble})` };
    if (code === NOTHING_FOUND) return done("(nothing found)");
    return { ok: code === 0, text: output };
  },
});

/** Input of the tool with which the agent states what became of its item; the loop ends with it. */
export const Done = z.object({
  item: z.enum(ITEM_STATES).describe("What became of the item"),
  reason: z
    .string()
    .min(1)
    .describe("One sentence: what was done; waiting for what; blocked on whom, for which action"),
});

const finish = tool({
  name: "done",
  description: "End your work, and say what became of the item. Call it last.",
  parameters: Done,
  async use({ reason }, { request }) {
    const why = request.judge?.reason(reason);
    return why === undefined ? done("noted") : { ok: false, text: `not ended: ${why}`, refusal: why };
  },
});

const LOOP_TOOLS: Readonly<Record<ToolName, readonly Tool[]>> = {
  read: [readTool, listTool],
  edit: [readTool, listTool, write, edit],
  run: [run],
  search: [search, listTool],
  web: [],
};

/** The tools of an agent, from what its file says it may do. */
export const toolsFor = (asked: readonly AskedTool[] = DEFAULT_TOOLS): readonly Tool[] => [
  ...new Set([...ownWords(asked).flatMap((name) => LOOP_TOOLS[name]), finish]),
];

interface Typed<Parameters extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  use(input: z.infer<Parameters>, desk: Desk, signal: AbortSignal): Promise<Outcome>;
}

/** With its arguments parsed: what does not fit is told to the model. */
function tool<Parameters extends z.ZodObject>(typed: Typed<Parameters>): Tool {
  const { name, description, parameters } = typed;
  return {
    name,
    description,
    parameters,
    use(input, desk, signal) {
      const parsed = parameters.safeParse(input);
      if (parsed.success) return typed.use(parsed.data, desk, signal);
      return Promise.resolve({ ok: false, text: `wrong arguments for ${name}:\n${z.prettifyError(parsed.error)}` });
    },
  };
}

const done = (text: string): Outcome => ({ ok: true, text });
