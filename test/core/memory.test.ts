import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { BackendRequest } from "../../src/core/contracts/backend.ts";
import type { Extractor, RunSaid } from "../../src/core/contracts/memory.ts";
import { allow } from "../../src/core/text/verdict.ts";
import { FileLessonBook } from "../../src/lessons/book.ts";
import { FileMemoryBook } from "../../src/memory/book.ts";
import { inNotes } from "../../src/memory/extractors/notes.ts";
import { finish, ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { type RememberingPlace, world } from "./world.ts";

const RULES = { probation: 3, retire: { automatic: false, sessions: 20, worse: 0.1 } };

const entries = (count: number) =>
  `# Work Queue\n\n## Planned Next\n\n${Array.from({ length: count }, (_, n) => `${n + 1}. **Push the release ${n}**\n   - Status: READY\n`).join("")}`;
const files = (count = 5) => ({ "state/queue-manual.md": entries(count) });

const byNotes = { extract: async (run: RunSaid) => inNotes(run) };
const remembering =
  (extractor: Extractor) =>
  ({ folder, locks, clock }: RememberingPlace) => ({
    book: new FileMemoryBook({ folder, tokens: 600 }, { locks, clock }),
    extractor,
  });
const memory = remembering(byNotes);

const said = (notes: object) =>
  `Done.\n\n\`\`\`midwatch\n${JSON.stringify({ item: "done", reason: "as asked", ...notes })}\n\`\`\`\n`;
/** The end of a run that has noticed something. */
const notices = (notes: object): Step => finish({ text: said(notes) });

const briefOf = ({ files: { brief } }: BackendRequest) => readFile(brief, "utf8");

/** Keeps what its runs were told. */
class Listening extends ScriptedBackend {
  readonly briefs: string[] = [];

  constructor(...script: readonly Step[]) {
    super({ type: "call", call: async (request) => void this.briefs.push(await briefOf(request)) }, ...script);
  }
}

/** Says of the one belief in its brief that it is not true, by the id that stands there. */
class Unsaying extends ScriptedBackend {
  override async *run(request: BackendRequest, signal: AbortSignal) {
    const id = /by hand\. \((?<id>[\w-]+)/.exec(await briefOf(request))?.groups?.id;
    const end = notices({ fades: [{ id, reason: "a timer pushes it" }] });
    yield* new ScriptedBackend(end).run(request, signal);
  }
}

const REMOTE = "The remote refuses a push of a release over 50 MB.";

describe("what a session noticed", () => {
  it("is in the brief of the next that it matters to, with where it comes from", async () => {
    const next = new Listening();
    const backend = [new ScriptedBackend(notices({ observations: [REMOTE] })), next];
    const { session } = await world({ files: files(), memory, backend });
    const { id } = await session();
    await session();
    expect(next.briefs[0]).toContain("## What was noticed before");
    expect(next.briefs[0]).toContain(`- ${REMOTE} (${`${id}-1`.slice(-10)}`);
    expect(next.briefs[0]).toContain("from work-queue: push-the-release-0");
  });

  it("is not told to its siblings: lessons are what is shared", async () => {
    const next = new Listening();
    const backend = [new ScriptedBackend(notices({ observations: [REMOTE] })), next];
    const { session } = await world({ files: files(), agents: { ann: {}, bob: {} }, memory, backend });
    await session({ agent: "ann" });
    await session({ agent: "bob" });
    expect(next.briefs[0]).not.toContain("noticed before");
  });

  it("can be unsaid by the id it has in the brief, which then says why it is held no longer", async () => {
    const next = new Listening();
    const believes = notices({ beliefs: ["A release is pushed by hand."] });
    const backend = [new ScriptedBackend(believes), new Unsaying(), next];
    const { session } = await world({ files: files(), memory, backend });
    for (let time = 0; time < 3; time++) await session();
    expect(next.briefs[0]).toMatch(/no (?:longer|more): A release is pushed by hand\. \(a timer pushes it/);
  });

  it("I07: waits for a person when its session could read the web", async () => {
    const next = new Listening();
    const backend = [new ScriptedBackend(notices({ observations: [REMOTE] })), next];
    const agents = { ann: { tools: ["read", "web"] } };
    const { session } = await world({ files: files(), agents, memory, backend });
    await session();
    await session();
    expect(next.briefs[0]).not.toContain(REMOTE);
  });

  it("W03: is forgotten when a lesson that its session had read is retracted, and so is what came of it in turn", async () => {
    const lesson = "---\nmatch:\n  keywords: [push]\nstatus: active\n---\n# Push late\n\n## Rule\nPush late.\n";
    const next = new Listening();
    const { session, fleet, remote } = await world({
      files: { ...files(), "lessons/push.md": lesson },
      lessons: new FileLessonBook({ folder: "lessons", tokens: 1500, ...RULES }, { admits: () => allow }),
      memory,
      backend: [
        new ScriptedBackend(notices({ observations: [REMOTE] })),
        new ScriptedBackend(notices({ observations: ["A release can be pushed in parts."] })),
        next,
      ],
    });
    await session();
    // The second session does not read the lesson, but what the first one noticed.
    await remote.commit({ "lessons/push.md": lesson.replace("[push]", "[nothing here]") });
    await session();
    await session();
    expect(next.briefs[0]).toContain("pushed in parts");
    await fleet.ledger.lessons.retract({ workspace: "main", lesson: "lessons/push.md", reason: "wrong", at: 1 });
    await session();
    for (const text of [REMOTE, "pushed in parts"]) expect(next.briefs[1]).not.toContain(text);
  });
});

describe("memory that does not work", () => {
  it("is owed by its agent while it cannot be extracted, and settled by the next memory check", async () => {
    let isDown = true;
    const flaky = remembering({
      extract: async (run) => {
        if (isDown) throw new Error("the second model is down");
        return inNotes(run);
      },
    });
    const next = new Listening();
    const backend = [new ScriptedBackend(notices({ observations: [REMOTE] })), next];
    const { session, fleet, events } = await world({ files: files(), memory: flaky, backend });
    const { id, outcome } = await session();
    expect(outcome.kind).toBe("done");
    const [owed] = await fleet.ledger.history.obligations();
    expect(owed).toMatchObject({ key: `memory:${id}`, owner: "ann" });
    expect(owed?.action).toContain("the second model is down");
    expect(JSON.stringify(events.filter(({ type }) => type === "trouble"))).toContain("the second model is down");
    isDown = false;
    await session();
    expect(await fleet.ledger.history.obligations()).toEqual([]);
    expect(next.briefs[0]).toContain(REMOTE);
  });

  it("is asked for once a session, however many owe it", async () => {
    let asked = 0;
    const down = remembering({
      extract: () => {
        asked += 1;
        return Promise.reject(new Error("it is down"));
      },
    });
    const { session } = await world({ files: files(), memory: down });
    for (let time = 0; time < 3; time++) await session();
    // Each for itself, at its end; and the second and the third for those before, at their start.
    expect(asked).toBe(3 + 2);
  });

  it("is told, and the session goes on without it", async () => {
    const next = new Listening();
    const broken = (place: RememberingPlace) => {
      const made = memory(place);
      made.book.recall = () => Promise.reject(new Error("the disk is gone"));
      return made;
    };
    const { session } = await world({ files: files(), memory: broken, backend: next });
    expect((await session()).outcome.kind).toBe("no-effect");
    expect(next.briefs[0]).toContain("could not be read: it continues without its memory: the disk is gone");
  });

  it("is made up for by the next session when one died while its work was pushed", async () => {
    const next = new Listening();
    const backend = [new ScriptedBackend(notices({ observations: [REMOTE] })), next];
    const { session, meanwhile } = await world({ files: files(), memory, backend });
    meanwhile("push", () => {
      throw new Error("the process has died");
    });
    await session();
    await session();
    expect(next.briefs[0]).toContain(REMOTE);
  });
});
