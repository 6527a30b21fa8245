import { describe, expect, it } from "vitest";
import { parseFile, readHouse, testTitles } from "../../tools/house/house.ts";

/** A title that begins so is half a sentence: only after the title of its `describe` is it one. */
const HALF =
  /^(?:[A-Z]+\d+: )?(?:that|of|and|but|when|in|by|because|after|with|without|where|who|whose|to|before|while|from|for|on|at|as|if|whatever|however|whoever|under|until|unless|or)\b/;

const halves = (file: Parameters<typeof testTitles>[0]) => testTitles(file).filter((title) => HALF.test(title));

describe("the title of a test", () => {
  it("a title begins with a subject or with what it does, never with a conjunction or a preposition", () => {
    const house = readHouse("test");
    expect(house.flatMap(testTitles).length).toBeGreaterThan(1500);
    expect(house.flatMap((file) => halves(file).map((title) => `${file.path}: ${title}`))).toEqual([]);
  });

  it.each(['it("that fails is told", f);', 'it.each([1])("O2: of %i is none", f);', "it.for([1])(`when it ends`, f);"])(
    "a half sentence is found in %s",
    (text) => expect(halves(parseFile("test/stray.test.ts", text))).toHaveLength(1),
  );
});
