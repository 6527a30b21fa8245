import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import yargs from "yargs";
import { rescue } from "../../src/cli/commands/rescue/command.ts";
import { examplesIn, root } from "./examples.ts";

const lines = (await examplesIn("docs/rescue.md", "sh")).flatMap((block) => block.trim().split("\n"));

describe("docs/rescue.md", () => {
  it("has examples", () => {
    expect(lines.length).toBeGreaterThan(6);
  });

  it.each(lines)("shows a command there is: %s", async (line) => {
    const words = line.replace(/^midwatch /, "").match(/"[^"]*"|\S+/g) ?? [];
    const asked: { readonly action?: string }[] = [];
    const cli = yargs(words.map((word) => word.replaceAll('"', "")))
      .strict()
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .command(
        rescue.usage,
        "",
        (options) => rescue.options(options as never),
        (args) => void asked.push(args),
      );
    await cli.parseAsync();
    expect(asked).toMatchObject([{ action: words[1] ?? "list" }]);
  });

  it("is linked from the README", async () => {
    expect(await readFile(join(root, "README.md"), "utf8")).toContain("docs/rescue.md");
  });
});
