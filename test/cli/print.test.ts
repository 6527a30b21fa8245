import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bold, complain, green, say, sayJson, sayJsonLine } from "../../src/cli/views/print.ts";
import { table } from "../../src/cli/views/table.ts";

const HOSTILE = "\u001B]0;mine\u0007\u001B[2J\u009B31m\u001B]52;c;cm0gLXJm\u0007now\rthen \u202Egpj.exe\u200B\u{E0041}";
const SHOWN =
  "⟨U+001B⟩]0;mine⟨U+0007 U+001B⟩[2J⟨U+009B⟩31m⟨U+001B⟩]52;c;cm0gLXJm⟨U+0007⟩now\nthen ⟨U+202E⟩gpj.exe⟨hidden: A⟩";

let printed: string[];
const { isTTY } = process.stdout;

beforeEach(() => {
  printed = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stdout, { isTTY });
});

describe.for([true, false])("what is printed, on a terminal: %s", (tty) => {
  beforeEach(() => void Object.assign(process.stdout, { isTTY: tty }));

  it.for([say, complain])("does nothing to it, whoever wrote it (S15)", (print) => {
    print(HOSTILE);
    expect(printed.join("")).toBe(`${SHOWN}\n`);
  });

  it("has no colour in it but ours (S15)", () => {
    say(`${bold("\u001B[31mred\u001B[0m")} ${green("\u001B[1;123456mbold")}`);
    const ours = (code: number) => (tty ? `\u001B[${code}m` : "");
    expect(printed.join("")).toBe(
      `${ours(1)}⟨U+001B⟩[31mred⟨U+001B⟩[0m${ours(22)} ${ours(32)}⟨U+001B⟩[1;123456mbold${ours(39)}\n`,
    );
  });

  it("is no longer than a terminal is wide, below its own beginning, and breaks no word", () => {
    const { columns } = process.stdout;
    Object.assign(process.stdout, { columns: 24 });
    const key = "publish:a-workspace-with-a-long-name";
    say(`  - one two three four five ${key} six\nshort`);
    Object.assign(process.stdout, { columns });
    const wrapped = `  - one two three four\n    five\n    ${key}\n    six\nshort\n`;
    expect(printed.join("")).toBe(tty ? wrapped : `  - one two three four five ${key} six\nshort\n`);
  });

  it("is one row of a table for each row, however many lines a cell pretends to have (S15)", () => {
    say(
      table(
        ["item", "reason"],
        [
          [HOSTILE, "so"],
          ["b", "one\r\n\u2028two"],
        ],
      ),
    );
    expect(
      printed
        .join("")
        .split("\n")
        .filter((line) => line.startsWith("then")),
    ).toEqual([]);
    expect(printed.join("")).not.toMatch(/\p{Cf}|\r/u);
    expect(printed.join("")).toContain("one two");
  });
});

it.for([sayJson, sayJsonLine])(
  "is the same value for a program, with nothing in it that a terminal obeys (S15)",
  (print) => {
    const value = { title: HOSTILE, list: ["👩‍💻", "\u{10FFFF}\uD800"] };
    print(value);
    const text = printed.join("");
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cn}\p{Default_Ignorable_Code_Point}]/u);
  },
);
