import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { OwnContext } from "../../src/core/contracts/backend.ts";
import type { LessonSharing } from "../../src/core/contracts/lessons.ts";
import { trustKey } from "../../src/core/session/phases/status.ts";
import { allow, refuse } from "../../src/core/text/verdict.ts";
import { FileLessonBook } from "../../src/lessons/book.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { world } from "./world.ts";

const RULES = { probation: 3, retire: { automatic: false, sessions: 20, worse: 0.1 } };
const ALL: LessonSharing = { admits: () => allow };
const book = (sharing = ALL, workspace?: string) =>
  new FileLessonBook({ folder: "learned", tokens: 1500, workspace, ...RULES }, sharing);

const lesson = (settings: string, rule: string) =>
  `---\n${settings}match:\n  keywords: [parser]\n---\n# ${rule}\n\n${rule}\n`;
const LESSONS = {
  "lessons/people.md": lesson("midwatch:\n  id: p-1\n", "by people"),
  "lessons/of-bob.md": lesson("midwatch:\n  author: bob\n", "by bob"),
};
const FILES = {
  ...LESSONS,
  "state/queue-manual.md": "# Work Queue\n\n## Planned Next\n\n1. **Mend the parser**\n   - Status: READY\n",
  "journal/2026-11-20/a.md": "# An entry\n\nof the journal\n",
};

/** A backend that brings a context of its own, and gives a lesson. */
class Native extends ScriptedBackend {
  brief = "";
  private readonly own: OwnContext;

  constructor(own: Partial<OwnContext>, given: readonly string[] = []) {
    const reads = async ({ files }: { files: { brief: string } }) => {
      this.brief = await readFile(files.brief, "utf8");
    };
    const lessons = given.length > 0 ? { lessons: given } : {};
    super({ type: "call", call: reads }, write({ "x.txt": "x" }), finish({ text: "Done.", ...lessons }));
    this.own = { lessons: true, sections: [], ...own };
  }

  async ownContext(): Promise<OwnContext> {
    return this.own;
  }
}

describe("lessons that are left to the backend", () => {
  it("are in no brief, and those that the agent may not read are named", async () => {
    const backend = new Native({});
    const sharing: LessonSharing = { admits: () => refuse("not shared") };
    const { session, fleet } = await world({ files: FILES, lessons: book(sharing), backend });
    await session();
    expect(backend.brief).not.toMatch(/by people|by bob/);
    expect(backend.requests[0]?.lessons).toEqual({ folders: ["learned"], withheld: ["lessons/of-bob.md"] });
    expect(await fleet.ledger.lessons.uses()).toEqual([]);
  });

  it("are withheld while a person has not looked at what a session wrote into them", async () => {
    const backend = new Native({});
    const { session, fleet } = await world({ files: FILES, lessons: book(), backend });
    const rev = book().revOf(LESSONS["lessons/people.md"]);
    await fleet.ledger.lessons.hold([{ workspace: "main", path: "lessons/people.md", rev, session: "s" }]);
    await session();
    expect(backend.requests[0]?.lessons?.withheld).toEqual(["lessons/people.md"]);
  });

  it("count for what they bring, when the backend says that it gave them", async () => {
    const backend = new Native({}, ["lessons/people.md", "elsewhere/one.md"]);
    const { session, fleet } = await world({ files: FILES, lessons: book(), backend });
    const { id } = await session();
    const uses = await fleet.ledger.lessons.uses();
    expect(uses.map(({ lesson, session: of }) => [lesson, of])).toEqual([
      ["p-1", id],
      ["elsewhere/one.md", id],
    ]);
    expect(uses[0]?.rev).toBe(book().revOf(LESSONS["lessons/people.md"]));
  });

  it("are in the brief for a backend that matches none, and none are left to it", async () => {
    const backend = new Native({ lessons: false });
    const { session } = await world({ files: FILES, lessons: book(), backend });
    await session();
    expect(backend.brief).toMatch(/by people/);
    expect(backend.requests[0]).not.toHaveProperty("lessons");
  });
});

describe("a section that the backend tells by itself", () => {
  it.each([[[]], [["journal"]]])("is left out of the brief: %j", async (sections) => {
    const backend = new Native({ sections });
    const { session } = await world({ files: FILES, lessons: book(), backend });
    await session();
    expect(backend.brief.includes("of the journal")).toBe(sections.length === 0);
  });
});

describe("a workspace with a file that its backend cannot begin with", () => {
  it("makes the agent unfit, and no item pays for it", async () => {
    const backend = new ScriptedBackend();
    const broken = { source: "x.toml", what: "the file", state: "broken", reason: "cannot be read" } as const;
    const offered = async () => [broken];
    const { session, fleet } = await world({ files: FILES, backend: Object.assign(backend, { offered }) });
    const { outcome } = await session();
    expect(outcome).toMatchObject({
      kind: "unfit",
      reason: expect.stringContaining("x.toml cannot be read") as string,
    });
    expect(backend.requests).toEqual([]);
    expect(await fleet.ledger.history.quarantined()).toEqual([]);
  });
});

describe("a backend that asks for no approval", () => {
  it("settles nothing that another one's owner was asked for", async () => {
    const backend = new ScriptedBackend(write({ "x.txt": "x" }));
    const on = { source: "gptme.toml", what: "settings", state: "on", reason: "native" } as const;
    const offered = async () => [on];
    const { session, fleet } = await world({ files: FILES, backend: Object.assign(backend, { offered }) });
    const asked = { key: trustKey("main"), owner: "owner", action: "look", at: 0 };
    await fleet.ledger.oblige(asked);
    await session();
    expect((await fleet.ledger.history.obligations()).map(({ key }) => key)).toContain(asked.key);
  });
});
