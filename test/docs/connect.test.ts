import { describe, expect, it } from "vitest";
import yargs from "yargs";
import { claim, release } from "../../src/cli/commands/claim.ts";
import { connect } from "../../src/cli/commands/connect/command.ts";
import { examplesIn } from "./examples.ts";

const lines = (await examplesIn("docs/connect.md", "sh")).flatMap((block) => block.trim().split("\n"));

describe("docs/connect.md", () => {
  it("has examples", () => {
    expect(lines.length).toBeGreaterThan(5);
  });

  it.each(lines)("shows a command there is: %s", async (line) => {
    const [name, ...words] = line.replace(/^midwatch /, "").split(" ");
    const command = [claim, release, connect].find(({ usage }) => usage.split(" ")[0] === name);
    if (!command) throw new Error(`there is no command ${name}`);
    const asked: object[] = [];
    const cli = yargs([name ?? "", ...words])
      .strict()
      .exitProcess(false)
      .option("fleet", { type: "string" })
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .command(
        command.usage,
        "",
        (options) => command.options(options as never),
        (args) => void asked.push(args),
      );
    await cli.parseAsync();
    expect(asked).toHaveLength(1);
  });
});
