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
import { rank } from "./rank.ts";
import { recordInTask } from "./record.ts";
import { parseTask, type Task } from "./task.ts";

const Options = z.strictObject({
  folder: z.string().default("tasks").describe("The folder of the workspace that holds the tasks"),
});

/** TERTIARY: one Markdown file a task, in gptme's format: those that nothing stands in the way of, most urgent first. */
class WorkspaceTasks implements WorkSource {
  readonly name = "workspace-tasks";
  readonly tier = "tertiary";
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async candidates({ view, agent, now }: WorkQuestion) {
    const ranked = rank(await this.tasks(view), { agent: agent.name, now });
    return ranked.map((candidate) => ({ ...candidate, path: `${this.folder}/${candidate.id}.md` }));
  }

  async record(
    item: WorkItem,
    report: ItemReport,
    { view, now }: { view: WorkspaceView; now: number },
  ): Promise<FileEdit[]> {
    const path = `${this.folder}/${item.id}.md`;
    const before = await view.read(path);
    if (before === undefined) return [];
    const after = recordInTask(before, report, now);
    return after === before ? [] : [{ path, content: after }];
  }

  private async tasks(view: WorkspaceView): Promise<Task[]> {
    const paths = (await view.list(this.folder)).filter((path) => path.endsWith(".md"));
    return [...(await view.readAll(paths))].map(([path, text]) => parseTask(path, text));
  }
}

const workspaceTasks: Factory<WorkSource, z.infer<typeof Options>> = {
  name: "workspace-tasks",
  options: Options,
  create: ({ folder }) => new WorkspaceTasks(folder),
};

export default {
  name: "workspace-tasks",
  register: (registry) => registry.provide("workSource", workspaceTasks),
} satisfies Plugin;
