import { describe, expect, it } from "vitest";
import type { LessonSharing } from "../../src/core/contracts/lessons.ts";
import { allow } from "../../src/core/text/verdict.ts";
import { FileLessonBook } from "../../src/lessons/book.ts";
import { memoryView } from "../../src/testing/memory-view.ts";

const ALL: LessonSharing = { admits: () => allow };
const RULES = { probation: 3, retire: { automatic: false, sessions: 20, worse: 0.1 } };
const book = new FileLessonBook({ folder: "lessons", tokens: 1500, ...RULES }, ALL);
const NOTHING = { held: [], history: { all: [], using: [], measured: [] } };

/** What a workspace holds after one session after the other has learned something. */
async function grown(
  sessions: number,
  rule: (n: number) => string,
  origin: (n: number) => string,
  title = (n: number) => `Lesson ${n}`,
) {
  const files: Record<string, string> = {};
  for (let n = 0; n < sessions; n++) {
    const lessons = [{ title: title(n), rule: rule(n), keywords: ["the parser", `word${n}`] }];
    const learned = { author: "ann", session: `session-${n}`, origin: origin(n), at: n, lessons };
    for (const { path, content } of await book.keep(learned, memoryView(files), [])) files[path] = content;
  }
  return files;
}

const standingIn = (files: Readonly<Record<string, string>>) =>
  Map.groupBy(Object.values(files), (text) => /^status: (?<status>\w+)$/m.exec(text)?.groups?.status);

/** Words that no other of these has. */
const different = (n: number) => Array.from({ length: 8 }, (_, at) => `say${n}x${at}`).join(" ");

describe("W05: hundreds of lessons of one origin", () => {
  it("become one when they say nearly the same, with no more keywords than a lesson may have", async () => {
    const files = await grown(
      200,
      () => "Read the grammar before you touch the parser, and run its tests.",
      () => "queue: a",
      () => "Read first",
    );
    expect(Object.keys(files)).toEqual(["lessons/learned/read-first.md"]);
    expect(Object.values(files)[0]?.match(/^ {4}- /gm)).toHaveLength(20);
  });

  it("are read up to ten, and up to three in one brief; the others wait for a person, with the reason", async () => {
    const files = await grown(60, different, () => "queue: a");
    const standing = standingIn(files);
    expect([standing.get("active")?.length, standing.get("quarantined")?.length]).toEqual([10, 50]);
    expect(standing.get("quarantined")?.[0]).toMatch(/reason: "10 lessons learned on queue: a have yet to show/);
    const question = { view: memoryView(files), agent: "bob", text: "mend the parser", ...NOTHING };
    const { offered, omitted } = await book.recall(question);
    expect([offered.length, omitted]).toEqual([3, 7]);
  });

  it("are as few when an agent learns them on many items", async () => {
    const standing = standingIn(await grown(110, different, (n) => `queue: ${n}`));
    expect([standing.get("active")?.length, standing.get("quarantined")?.length]).toEqual([100, 10]);
  });
});

it("none of 88 observations about different identifiers is swallowed by another (S13)", async () => {
  const files = await grown(
    88,
    (n) => `Remember that kw${700_300 + n} needs TAG-${n % 7} before it is used by anybody at the desk.`,
    (n) => `queue: ${n}`,
    () => "Remember the tag",
  );
  expect(Object.keys(files)).toHaveLength(88);
});

it("what says the same twice in one session is one lesson, with the keywords of both", async () => {
  const rule = "Read the grammar before you touch the parser, and run its tests.";
  const lessons = [
    { title: "Read first", rule, keywords: ["the parser"] },
    { title: "Read it first", rule, keywords: ["grammar.md"] },
    { title: "Wait", rule: "Builds take ten minutes here; do not start a second one.", keywords: ["npm run build"] },
  ];
  const learned = { author: "ann", session: "s", origin: "queue: a", at: 0, lessons };
  const kept = await book.keep(learned, memoryView({}), []);
  expect(kept.map(({ path }) => path)).toEqual(["lessons/learned/read-first.md", "lessons/learned/wait.md"]);
  expect(kept[0]?.content).toMatch(/- the parser\n {4}- grammar\.md/);
  const files = Object.fromEntries(kept.map(({ path, content }) => [path, content]));
  expect(await book.keep(learned, memoryView(files), [])).toEqual([]);
});
