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
  /** Where the workspace keeps its queue. */
  file: z.string().default("state/queue-manual.md"),
});

/** PRIMARY: the entries under "Planned Next" of a Markdown file in the agent's workspace, in gptme's format. */
class WorkQueue implements WorkSource {
  readonly name = "work-queue";
  readonly tier = "primary";
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async candidates({ view }: WorkQuestion) {
    return parseQueue((await view.read(this.file)) ?? "").map(({ candidate }) => candidate);
  }

  async record(
    item: WorkItem,
    report: ItemReport,
    { view, now }: { view: WorkspaceView; now: number },
  ): Promise<FileEdit[]> {
    const before = (await view.read(this.file)) ?? "";
    const after = recordInQueue(before, { id: item.id, report, now });
    return after === before ? [] : [{ path: this.file, content: after }];
  }
}

const workQueue: Factory<WorkSource, z.infer<typeof Options>> = {
  name: "work-queue",
  options: Options,
  create: ({ file }) => new WorkQueue(file),
};

export default {
  name: "work-queue",
  register: (registry) => registry.provide("workSource", workQueue),
} satisfies Plugin;
