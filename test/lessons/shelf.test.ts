import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { WorkspaceView } from "../../src/core/contracts/work.ts";
import { TextFiles } from "../../src/core/host/text-files.ts";
import { LessonShelf } from "../../src/lessons/shelf.ts";
import { memoryView } from "../../src/testing/memory-view.ts";

const FILES = {
  "lessons/a.md": "---\nmatch:\n  keywords: [word]\n---\n# A\n",
  "lessons/broken.md": "---\nmatch: [\n---\n",
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "midwatch-shelf-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const shelf = (cached: string) => new LessonShelf(["lessons"], new TextFiles(cached, 2));

/** A commit whose files cannot be read any more. */
const unreadable = (view: WorkspaceView): WorkspaceView => ({
  ...view,
  readAll: () => Promise.reject(new Error("it was read again")),
});

describe("what lessons a commit holds", () => {
  it("is found without reading it, when another process has read the same lessons", async () => {
    const cached = folder();
    const first = await shelf(cached).read(memoryView(FILES));
    expect(first.index.lessons.map(({ title }) => title)).toEqual(["A"]);
    expect(await shelf(cached).read(unreadable(memoryView({ ...FILES, "other.txt": "new" })))).toEqual(first);
  });

  it("is read again when any of them has changed", async () => {
    const cached = folder();
    await shelf(cached).read(memoryView(FILES));
    const { index } = await shelf(cached).read(memoryView({ ...FILES, "lessons/a.md": "# B\n" }));
    expect(index.lessons.map(({ title }) => title)).toEqual(["B"]);
  });

  it("is read again when what was kept is torn, and keeps no more than the newest few", async () => {
    const cached = folder();
    for (const title of ["B", "C", "D"])
      await shelf(cached).read(memoryView({ ...FILES, "lessons/a.md": `# ${title}\n` }));
    expect(readdirSync(cached)).toHaveLength(2);
    for (const name of readdirSync(cached)) writeFileSync(join(cached, name), '{"index":');
    const { index } = await shelf(cached).read(memoryView({ ...FILES, "lessons/a.md": "# D\n" }));
    expect(index.lessons.map(({ title }) => title)).toEqual(["D"]);
  });

  it("is read all the same where nothing can be kept", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    expect((await shelf(join(file, "below")).read(memoryView(FILES))).texts.size).toBe(2);
  });
});
