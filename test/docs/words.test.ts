import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMAND_GROUPS } from "../../src/cli/command-groups.ts";
import type { PhaseName } from "../../src/core/contracts/phase-name.ts";
import { TIERS } from "../../src/core/contracts/work.ts";
import { SLOT_RULES } from "../../src/core/parts/slot-rules.ts";

const WORDS = readFileSync("docs/words.md", "utf8");
const COMMANDS = WORDS.split("## Commands")[1]?.replaceAll("\n", " ") ?? "";
const CONTRACTS = "src/core/contracts";

const listed = (word: string) => WORDS.includes(`\`${word}\``);
const source = (name: string) => readFileSync(join(CONTRACTS, name), "utf8");
const quoted = (text: string) => [...text.matchAll(/"(?<word>[a-z-]+)"/g)].map(({ groups }) => groups?.word ?? "");

/** The words of a union of texts, by the name of the type. */
function wordsOf(file: string, type: string): readonly string[] {
  const union = new RegExp(`export type ${type} =(?<union>[^;]*);`).exec(source(file))?.groups?.union ?? "";
  return quoted(union);
}

/** The states that contracts give to something, whatever it is. */
function states(): readonly string[] {
  const files = ["ledger.ts", "effects.ts", "spending.ts", "waits.ts", "work.ts"].map(source);
  return files.flatMap((text) =>
    [...text.matchAll(/^ {2}readonly state: (?<union>"[^;]*);/gm)].flatMap(({ groups }) => quoted(groups?.union ?? "")),
  );
}

describe("docs/words.md", () => {
  it.each([
    ["outcomes", wordsOf("outcome.ts", "OutcomeKind")],
    ["kept work's states", wordsOf("rescues.ts", "RescueState")],
    ["phases", ["status", "select", "execute", "commit"] satisfies readonly PhaseName[]],
    [
      "publications",
      [...source("outcome.ts").matchAll(/^ {2}\| \{ readonly kind: (?<kind>"[a-z]+")/gm)].flatMap(({ groups }) =>
        quoted(groups?.kind ?? ""),
      ),
    ],
    ["states", states()],
    ["slots", Object.keys(SLOT_RULES)],
    ["tiers", TIERS],
  ] as const)("lists all %s", (_, words) => {
    expect(words.length).toBeGreaterThan(2);
    expect(words.filter((word) => !listed(word))).toEqual([]);
  });

  it.for(COMMAND_GROUPS)("lists every command of $name, in its group", ({ name, commands }) => {
    const line = new RegExp(`\\. +${name}: (?<listed>[^.]+)\\.`).exec(COMMANDS)?.groups?.listed ?? "";
    const names = commands.map(({ usage }) => usage.split(" ")[0]).filter((each) => each !== "$0");
    expect(line.split(", ")).toEqual(names.map((each) => `\`${each}\``));
  });

  it("says each word once", () => {
    const rows = [...WORDS.matchAll(/^\| (?<word>[^|]+) \|/gm)].flatMap(({ groups }) =>
      (groups?.word ?? "").trim().split(", "),
    );
    const words = rows.filter((word) => word !== "word" && !word.startsWith("-"));
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });
});
