import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shellWord } from "../../src/core/text/shell-word.ts";

const read = (word: string) => execFileSync("sh", ["-c", `printf '%s' ${word}`], { encoding: "utf8" });

it.each(["plain", "a b", "it's", 'a "folder" of $mine', "`x`", "two\nlines", "~", "*", "#1", ""])(
  "a shell reads %j as the one word it is",
  (text) => expect(read(shellWord(text))).toBe(text),
);

it("a path without anything odd stands as it is", () => {
  expect(shellWord("/srv/fleet/desk.git")).toBe("/srv/fleet/desk.git");
});
