import { describe, expect, it } from "vitest";
import { saysTheSame, wordsOf } from "../../src/core/text/same-words.ts";

const isSame = (a: string, b: string) => saysTheSame(wordsOf(a), wordsOf(b));

describe("two texts are never one when they differ in", () => {
  it.for([
    ["a number", "Wait 30 seconds before you ask the server again", "Wait 300 seconds before you ask the server again"],
    ["a sign", "The desk stops when the day stands at -5% of it", "The desk stops when the day stands at +5% of it"],
    ["a fraction", "The limit of the parser is 1.5 MB for a file", "The limit of the parser is 1.6 MB for a file"],
    [
      "an identifier with digits",
      "Remember that kw700316 needs a tag of its own",
      "Remember that kw700317 needs a tag of its own",
    ],
    [
      "an identifier in capitals",
      "Set TOKEN_A before the tests of the desk are run",
      "Set TOKEN_B before the tests of the desk are run",
    ],
    [
      "one in capitals and hyphens",
      "The build of the desk needs TAG-ALPHA to be set",
      "The build of the desk needs TAG-BETA to be set",
    ],
    ["a camel", "Call maxSize when the buffer of the desk is full", "Call minSize when the buffer of the desk is full"],
    ["a path", "The settings of the parser stand in src/parse.ts", "The settings of the parser stand in src/print.ts"],
    [
      "a name in a code span",
      "Run `check` after each change of the desk's files",
      "Run `format` after each change of the desk's files",
    ],
    ["a host", "The feed of the desk is read from a.example.org", "The feed of the desk is read from b.example.org"],
    [
      "a not",
      "The tests do need the server of the desk running",
      "The tests do not need the server of the desk running",
    ],
    [
      "a n't",
      "The parser of the desk does read the second line",
      "The parser of the desk doesn't read the second line",
    ],
    ["a never", "Always push the desk's branch when you are done", "Never push the desk's branch when you are done"],
    [
      "what the not stands before",
      "Indent the desk's files with tabs and not with spaces",
      "Indent the desk's files with spaces and not with tabs",
    ],
    [
      "what comes before what",
      "Push the branch before you merge the desk's work",
      "Merge the desk's work before you push the branch",
    ],
    [
      "which is used instead",
      "Use FOO for the desk and BAR for the tests of it",
      "Use BAR for the desk and FOO for the tests of it",
    ],
  ])("%s (S13)", ([, a = "", b = ""]) => {
    expect([isSame(a, b), isSame(b, a), isSame(a, a)]).toEqual([false, false, true]);
  });
});

it.for([
  [
    "Read the grammar before you touch the parser, and run its tests.",
    "Read the grammar before you touch the parser and run its tests",
  ],
  [
    "The important agent went on with different work for the client",
    "the important agent went on with different work for the client.",
  ],
  [
    "Run the tests of the desk 2 times, since they are flaky",
    "Run the tests of the desk 2 times since they are so flaky",
  ],
])("%j says the same, in nearly the same words", ([a = "", b = ""]) => {
  expect(isSame(a, b)).toBe(true);
});
