import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Lesson } from "../../src/lessons/lesson.ts";
import { LessonMatcher } from "../../src/lessons/matcher.ts";
import { parseLesson } from "../../src/lessons/parse.ts";
import { PROMPT_MS, workOf } from "../limits.ts";
import { fixtures, MARKED, questions } from "./texts.ts";

/** What gptme's matcher found: recorded, and compared with the installed gptme, by test/real/gptme-lessons.test.ts. */
const FOUND = JSON.parse(readFileSync(new URL("../fixtures/lessons-found.json", import.meta.url), "utf8")) as unknown[];

const lesson = (match: object, path = "lessons/x.md") =>
  parseLesson(path, `---\n${JSON.stringify({ match })}\n---\n# X\n`) as Lesson;

const matches = (match: object, text: string) => new LessonMatcher([lesson(match)]).match(text).length === 1;

describe("matching lessons", () => {
  it("finds for 200 texts what gptme finds, with gptme's scores, and lessons after a byte order mark besides", () => {
    const matcher = new LessonMatcher(fixtures().lessons);
    const found = questions().map(({ text, tools }) =>
      matcher
        .match(text, tools)
        .map(({ lesson: { path }, score }) => [path, score] as const)
        .filter(([path]) => path !== MARKED)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    expect(found).toEqual(FOUND);
    const marked = questions().filter(({ text, tools }) =>
      matcher.match(text, tools).some(({ lesson: { path } }) => path === MARKED),
    );
    expect(marked.length).toBeGreaterThan(0);
  });

  it("finds what looks ahead although the machine is so busy that each look at the clock is a second later", () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
    onTestFinished(() => void vi.restoreAllMocks());
    const ahead = ["(?=one)one", "(?=two)two"].map((pattern, n) => lesson({ patterns: [pattern] }, `lessons/${n}.md`));
    expect(new LessonMatcher(ahead).match("one, two")).toHaveLength(2);
  });

  it("says what it was that matched", () => {
    const one = lesson({ keywords: ["retry*", "never said"], patterns: ["exit \\d"], tools: ["shell"] });
    const [match] = new LessonMatcher([one]).match("retrying: exit 1", ["Shell"]);
    expect(match).toMatchObject({ score: 4, matchedBy: ["keyword: retry*", "pattern: exit \\d", "tool: shell"] });
  });

  it("names the files it could not read, and why", () => {
    const { unread } = fixtures();
    expect(unread.map(({ path }) => path)).toContain("lessons/yaml/broken.md");
    expect(unread.find(({ path }) => path === "lessons/yaml/keywords-null.md")?.unread).toBe(
      "match.keywords is no list",
    );
    expect(unread.every(({ unread: why }) => why.length > 5)).toBe(true);
  });
});

describe("W07: a lesson that is made to cost much", () => {
  it.each([
    ["nested repetition", { patterns: ["(a+)+$", "(a|aa)+$", "(.*a){25}$"] }],
    ["nested repetition behind a look ahead", { patterns: Array.from({ length: 50 }, () => "(?=b)?(?!c)(a+)+$") }],
    ["repetition that refers back", { patterns: ["(a*)*\\1b", "((a+)+\\2)+$"] }],
    ["many stars", { keywords: [`${"a*".repeat(90)}b`] }],
  ])("ends soon: %s", (_, match) => {
    const text = `${"a".repeat(35_000)}!`;
    expect(workOf(() => new LessonMatcher([lesson(match)]).match(text))).toBeLessThan(PROMPT_MS);
  });

  it("is not read when it is a book, or its front matter is", () => {
    expect(parseLesson("x.md", "a".repeat(70_000))).toMatchObject({
      unread: expect.stringContaining("65536") as string,
    });
    const settings = `---\nmatch:\n  keywords: [${"word, ".repeat(4000)}]\n---\n`;
    expect(parseLesson("x.md", settings)).toMatchObject({ unread: expect.stringContaining("16384") as string });
  });

  it.each([
    [
      "aliases that multiply",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((c, n) => `${c}: &${c} [${`*${"abcdefgh"[n]},`.repeat(9)}]`)
        .join("\n")}`,
    ],
    ["brackets", "[".repeat(16_000)],
    ["keys that are maps", `${"{? ".repeat(3000)}a: b`],
    ["code", "a: !!js/function 'function () { throw 1 }'"],
  ])("is not read when its front matter is made of %s", (_, settings) => {
    let parsed: object = {};
    expect(workOf(() => (parsed = parseLesson("x.md", `---\n${settings}\n---\n`)))).toBeLessThan(PROMPT_MS);
    expect(parsed).toHaveProperty("unread");
  });

  it("matches nothing with keywords that are empty, or one star", () => {
    expect(matches({ keywords: ["", " ", "*", " * "], patterns: ["", " "] }, "anything at all")).toBe(false);
  });

  it("looks one by one for what would not fit into the table", () => {
    const words = Array.from({ length: 90 }, (_, n) => String.fromCodePoint(0x4e00 + n).repeat(170));
    const lessons = Array.from({ length: 30 }, (_, n) => lesson({ keywords: words.map((word) => `${word}${n}.`) }));
    const matcher = new LessonMatcher([...lessons, lesson({ keywords: ["the last word"] })]);
    expect(matcher.match(`${words[3]}29. And the last word`).map(({ score }) => score)).toEqual([1, 1]);
  });
});
