import fc from "fast-check";
import { expect, it } from "vitest";
import { holdsInOrder, wordRuns } from "../../src/lessons/wildcard.ts";

const letters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength }).map((chosen) => chosen.join(""));

it("finds what the expression a\\w*b finds, however the pieces overlap", () => {
  const pieces = fc.array(letters("ab -", 3), { minLength: 2, maxLength: 4 });
  const check = fc.property(pieces, letters("aabb -.", 40), (words, text) => {
    const expected = new RegExp(words.join("\\w*"), "u").test(text);
    expect(holdsInOrder(words, text, () => wordRuns(text))).toBe(expected);
  });
  fc.assert(check, { numRuns: 5000 });
});
