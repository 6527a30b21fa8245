import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { COMMAND_GROUPS } from "../../src/cli/command-groups.ts";
import { helpText, MAX_HELP_COLUMNS } from "../../src/cli/help.ts";
import { commandLine } from "../../src/cli/main.ts";

const COMMANDS = COMMAND_GROUPS.flatMap(({ commands }) => commands);
const names = COMMANDS.map(({ usage }) => usage.split(" ")[0] ?? "");
const lines = (columns: number) => stripVTControlCharacters(helpText(COMMAND_GROUPS, columns)).split("\n");
const ownHelp = async (name: string) => stripVTControlCharacters(await commandLine([name], () => undefined).getHelp());

describe("midwatch --help", () => {
  it("stands in the groups of docs/words.md", () => {
    expect(lines(MAX_HELP_COLUMNS).filter((line) => /^\S.*:$/.test(line))).toEqual(
      ["Look", "Run", "Work", "Learn", "Money", "Set up", "Move in", "Elsewhere", "Options", "Examples"].map(
        (group) => `${group}:`,
      ),
    );
  });

  it("has each command once", () => {
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.for([MAX_HELP_COLUMNS, 80])("has one line for each command on %d columns", (columns) => {
    for (const { usage, describe: said } of COMMANDS) {
      const name = usage === "$0" ? "midwatch" : usage.split(" [")[0];
      expect(lines(columns).filter((line) => line.startsWith(`  ${name} `) && line.endsWith(`  ${said}`))).toHaveLength(
        1,
      );
    }
  });

  it.for([MAX_HELP_COLUMNS, 80, 60])("has no line longer than %d columns", (columns) => {
    expect(lines(columns).filter((line) => line.length > columns)).toEqual([]);
  });
});

describe.for(names.filter((name) => name !== "$0"))("midwatch %s --help", (name) => {
  it("has an example that says what it is good for, and no line that is too long", async () => {
    const help = await ownHelp(name);
    expect(help.split("\n").filter((line) => line.length > MAX_HELP_COLUMNS)).toEqual([]);
    expect(help).toMatch(/\nExamples:\n {2}midwatch/);
    const examples = COMMANDS[names.indexOf(name)]?.examples ?? [];
    expect(examples.filter(([, what]) => what === "")).toEqual([]);
  });
});
