import { expect, it } from "vitest";
import { orList } from "../../src/cli/fleet/find-session.ts";

it.for([
  [["a", "b"], "a or b"],
  [["a", "b", "c", "d"], "a or b or c or d"],
  [["a", "b", "c", "d", "e"], "a or b or c or 2 others"],
] as const)("%j is told as %j", ([names, text]) => {
  expect(orList(names)).toBe(text);
});
