import { expect, it } from "vitest";
import { parseJson } from "../../src/core/text/json.ts";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

it.for([
  nested(200),
  `{"text":"${"[{".repeat(1000)}"}`,
  `{"a":"\\\\","b":"\\"${"[".repeat(300)}"}`,
  `[${"[],".repeat(999)}[]]`,
])("reads what is as deep as a document is", (text) => {
  expect(JSON.stringify(parseJson(text))).toBe(text);
});

it.for([
  nested(201),
  "[".repeat(200_000),
  `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`,
  `["\\\\",${nested(200)}]`,
])("refuses what is deeper (S19)", (text) => {
  expect(() => parseJson(text)).toThrow("it is nested more than 200 levels deep");
});

it("refuses what is none", () => {
  expect(() => parseJson("{")).toThrow(SyntaxError);
});

it("is not slower for quotes that hide brackets", () => {
  expect(() => parseJson(`"${"\\".repeat(5_000_001)}`)).toThrow(SyntaxError);
});
