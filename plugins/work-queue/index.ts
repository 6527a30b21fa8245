import { z } from "zod";
import type {
  Factory,
  FileEdit,
  ItemReport,
  Plugin,
  WorkItem,
  WorkQuestion,
  WorkSource,
  WorkspaceView,
} from "../../src/index.ts";
import { parseQueue } from "./parse.ts";
import { recordInQueue } from "./record.ts";

const Options = z.strictObject({
  file: z.string().default("state/queue-manual.md").describe("Where the workspace keeps its queue"),
  generated: z
    .string()
    .default("state/queue-generated.md")
    .describe("Where a program writes what it would do: looked at when nothing is planned in the other"),
});

/** PRIMARY: the entries under "Planned Next" of a Markdown file in the agent's workspace, in gptme's format. */
class WorkQueue implements WorkSource {
  readonly name = "work-queue";
  readonly tier = "primary";
  private readonly files: readonly { readonly path: string; readonly everywhere: boolean }[];

  constructor({ file, generated }: z.infer<typeof Options>) {
    this.files = [
      { path: file, everywhere: false },
      { path: generated, everywhere: true },
    ];
  }

  async candidates({ view }: WorkQuestion) {
    for (const { path, everywhere } of this.files) {
      const entries = parseQueue((await view.read(path)) ?? "", { everywhere });
      if (entries.length > 0) return entries.map(({ candidate }) => ({ ...candidate, path }));
    }
    return [];
  }

  async record(
    item: WorkItem,
    report: ItemReport,
    { view, now }: { view: WorkspaceView; now: number },
  ): Promise<FileEdit[]> {
    const edits: FileEdit[] = [];
    for (const { path, everywhere } of this.files) {
      const before = (await view.read(path)) ?? "";
      const after = recordInQueue(before, { id: item.id, report, now, everywhere });
      if (after !== before) edits.push({ path, content: after });
    }
    return edits;
  }
}

const workQueue: Factory<WorkSource, z.infer<typeof Options>> = {
  name: "work-queue",
  options: Options,
  create: (options) => new WorkQueue(options),
};

export default {
  name: "work-queue",
  register: (registry) => registry.provide("workSource", workQueue),
} satisfies Plugin;
