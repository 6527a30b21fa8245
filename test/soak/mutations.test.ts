import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { mutated } from "../../soak/mutate.ts";
import { MUTATIONS } from "../../soak/mutations.ts";

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "midwatch-mutation-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

it.each(MUTATIONS)("a whole midwatch can be made in which $name", (mutation) => {
  const { file } = mutated(folder(), mutation);
  expect(readFileSync(file, "utf8")).toContain(mutation.put);
});

it("what does not stand in the build exactly once is no mutation of it", () => {
  const gone = { name: "nothing", find: "this stands nowhere in it", put: "" };
  const often = { name: "everything", find: "await this.fleet", put: "" };
  for (const mutation of [gone, often])
    expect(() => mutated(folder(), mutation)).toThrow(/does not stand in the build exactly once/);
});
