import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { offBranch } from "../../src/core/text/collected.ts";
import { played } from "./clone.ts";
import { HABITS, IN_SESSIONS, type UsualSession } from "./habits.ts";

describe.concurrent("an agent that", () => {
  it.for(HABITS)("$name", async (habit, { expect, onTestFinished }) => {
    const { script, published = [], refused, kept = [], unkept = [] } = habit;
    const found = await played(script, onTestFinished);
    const said = unkept.map((part) => expect.stringContaining(part) as string);
    expect(found).toEqual({ published, refused, kept, unkept: said });
  });
});

const HEAD = `# Git as models use it

What agents do with git in their clones, and what midwatch makes of it: published is what was checked out when the session ended,
with what was not committed; everything else that is in nothing published is kept, and named. Each row is a test on a
clone; those with a star are played in whole sessions on every backend, too, as contained as the machine allows. A test writes this table (\`npm test -- -u\`) and compares it.

| an agent that | as in | on the branch | besides |
| --- | --- | --- | --- |`;

const code = (text: string) => `\`${text.replaceAll("|", "\\|").replaceAll("`", "'")}\``;

function besides({ refused, kept = [], unkept = [] }: UsualSession): string {
  const waits = refused === undefined ? [] : [`waits for a person: ${refused}`];
  const sentences = offBranch(
    kept.map((tip) => ({ ...tip, ref: "" })),
    "main",
  );
  return [...waits, ...sentences, ...unkept].join("; ");
}

describe("docs/git.md", () => {
  it("has a row for every habit, forty at least, each with a name of its own (S1)", () => {
    expect(new Set(HABITS.map(({ name }) => name)).size).toBe(HABITS.length);
    expect(IN_SESSIONS.length).toBeGreaterThanOrEqual(40);
  });

  it("is as the habits are", async () => {
    const rows = HABITS.map((habit) => {
      const published = (habit.published ?? []).map((path) => `\`${path}\``).join(", ") || "nothing";
      return `| ${habit.name}${habit.isQuiet ? "" : " *"} | ${code(habit.script)} | ${published} | ${besides(habit)} |`;
    });
    const page = fileURLToPath(new URL("../../docs/git.md", import.meta.url));
    await expect(`${HEAD}\n${rows.join("\n")}\n`).toMatchFileSnapshot(page);
  });
});
