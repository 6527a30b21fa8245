import { describe, expect, it } from "vitest";
import { CONVENTIONS, parseFile, questionWords, readHouse, repeatedNames } from "../../tools/house/house.ts";

const MOST_FILES_OF_A_NAME = 3;
const house = readHouse("src");

describe("names and comments", () => {
  it("no name stands at the top of more than three files, conventions aside", () => {
    const repeated = repeatedNames(house, MOST_FILES_OF_A_NAME).map(([name]) => name);
    expect(repeated.filter((name) => !CONVENTIONS.includes(name))).toEqual([]);
    expect(repeated).toEqual(expect.arrayContaining([...CONVENTIONS]));
  });

  it("a comment on a declaration names what it is about, and asks no question", () => {
    const asking = house.flatMap((file) => questionWords(file).map((word) => `${file.path}: ${word} …`));
    expect(asking).toEqual([]);
  });

  it.each(["What it holds.", "\n * Whoever asks.\n", "When it is due."])(
    "a comment is found that begins: %s",
    (text) => {
      expect(questionWords(parseFile("src/stray.ts", `/** ${text} */\nconst a = 1;\n`))).toHaveLength(1);
    },
  );
});
