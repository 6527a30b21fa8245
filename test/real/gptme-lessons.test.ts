import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { indexLessons } from "../../src/lessons/index-lessons.ts";
import { LessonMatcher } from "../../src/lessons/matcher.ts";
import { FIXTURES, FOLDERS, fixtures, folderOf, MARKED, type Question, questions } from "../lessons/texts.ts";
import { GPTME } from "./gptme.ts";

interface Oracle {
  readonly lessons: readonly string[];
  readonly answers: readonly { readonly found: readonly (readonly [string, number])[]; readonly took: number }[];
}

/** gptme's own matcher, in its own interpreter. */
function oracle(root: string, folders: readonly string[], asked: readonly Question[]): Oracle {
  const python = join(dirname(GPTME), "python");
  const input = JSON.stringify({ folders: folders.map((folder) => join(root, folder)), questions: asked });
  const script = join(import.meta.dirname, "gptme-lessons.py");
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input,
    encoding: "utf8",
    maxBuffer: 1e8,
    cwd: root,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.replaceAll(`${root}/`, "")) as Oracle;
}

function ours(root: string, folders: readonly string[], asked: readonly Question[]) {
  const { lessons } = indexLessons(folders.map((folder) => folderOf(root, folder)));
  const matcher = new LessonMatcher(lessons);
  return asked.map(({ text, tools }) =>
    matcher
      .match(text, tools)
      .map(({ lesson, score }) => [lesson.path, score] as const)
      .filter(([path]) => path !== MARKED)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe("gptme's own matcher", () => {
  const { MIDWATCH_LESSONS: elsewhere = "", MIDWATCH_RECORD: record } = process.env;

  it("indexes the same lessons", () => {
    const { lessons } = oracle(FIXTURES, FOLDERS, []);
    expect(
      fixtures()
        .lessons.map(({ path }) => path)
        .toSorted(),
    ).toEqual(lessons);
    expect(lessons.length).toBeGreaterThanOrEqual(60);
  });

  it("finds the same lessons, with the same scores, for 200 texts", () => {
    const asked = questions();
    const found = oracle(FIXTURES, FOLDERS, asked).answers.map((answer) => answer.found);
    // For the run without gptme: test/lessons/matcher.test.ts.
    if (record)
      writeFileSync(
        join(FIXTURES, "../lessons-found.json"),
        `[\n${found.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`,
      );
    expect(ours(FIXTURES, FOLDERS, asked)).toEqual(found);
  });

  it.runIf(elsewhere !== "")("finds the same lessons in the folder that MIDWATCH_LESSONS names", () => {
    const folders = ["lessons", "skills"];
    const { lessons } = indexLessons(folders.map((folder) => folderOf(elsewhere, folder)));
    const words = lessons.flatMap(({ keywords, body }) => [...keywords, ...body.split("\n")]);
    const asked = questions(200).map(({ tools }, n) => {
      const text = words.filter((_, at) => (at * 7 + n * 13) % 97 < n / 4).join("\n");
      return { text, tools };
    });
    const theirs = oracle(elsewhere, folders, asked);
    expect(lessons.map(({ path }) => path).toSorted()).toEqual(theirs.lessons);
    expect(ours(elsewhere, folders, asked)).toEqual(theirs.answers.map(({ found }) => found));
    console.info(
      `${lessons.length} lessons, ${theirs.answers.reduce((sum, { found }) => sum + found.length, 0)} matches`,
    );
  });
});
