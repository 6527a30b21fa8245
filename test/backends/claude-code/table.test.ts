import { join } from "node:path";
import { expect, it } from "vitest";
import { outcomeOf, reportOf } from "../../../src/core/notes/report.ts";
import { play, RECORDINGS } from "./recordings.ts";

const TABLE = join(import.meta.dirname, "..", "..", "..", "docs", "claude-code-recordings.md");

const HEAD = `# What we make of Claude Code's runs

Each row is a recorded run of the real CLI against a mock of its API: what happened in it, and what midwatch makes of it,
for a session in which a file was changed and nothing was stated. A test writes this table (\`npm test -- -u\`) and
compares it.

| recording | what happened | stop reason | outcome | cause | micro-dollars | reason |
| --- | --- | --- | --- | --- | ---: | --- |`;

it("has a table of all recordings that is up to date", async () => {
  const rows = RECORDINGS.map(({ name, scenario }) => {
    const { result } = play(name);
    const outcome = outcomeOf(result, reportOf(result, ["a file"]));
    const cells = [name, scenario, result.stopReason, outcome.kind, outcome.cause ?? "", result.usage.micros ?? ""];
    return `| ${[...cells, outcome.reason].map(cell).join(" | ")} |`;
  });
  await expect(`${HEAD}\n${rows.join("\n")}\n`).toMatchFileSnapshot(TABLE);
});

const cell = (value: string | number) =>
  String(value)
    .replaceAll("|", "\\|")
    .replaceAll("undefined", "")
    .replaceAll(/[[{].*$/g, "a script of its own")
    .slice(0, 160)
    .trim();
