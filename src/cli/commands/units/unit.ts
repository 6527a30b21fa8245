import { MidwatchError } from "../../../core/errors.ts";

/** A line of a unit: a setting, and its value as systemd is to read it. */
export type UnitSetting = readonly [key: string, value: string];

/** A unit file that is to be: its name, and what it says, section by section. */
export interface Unit {
  readonly name: string;
  readonly sections: Readonly<Record<string, readonly UnitSetting[]>>;
}

/** By this, a unit is known to be ours, and of which fleet it is. */
export const headOf = (fleet: string): string => `# Written by midwatch install for the fleet ${fleet}`;

/** The file as systemd reads it. */
export function render({ sections }: Unit, fleet: string): string {
  const blocks = Object.entries(sections).map(([name, lines]) =>
    [`[${name}]`, ...lines.map(([key, value]) => `${key}=${value}`)].join("\n"),
  );
  return `${headOf(fleet)}\n# What you change here is lost with the next install: "systemctl edit" keeps it.\n\n${blocks.join("\n\n")}\n`;
}

/** A text that systemd takes as it stands: nothing in it is a specifier. */
export function checkWritable(text: string): string {
  for (const character of text) if (isControl(character)) throw unwritable(text);
  if (text.trim() !== text || text.endsWith("\\")) throw unwritable(text);
  return text.replaceAll("%", "%%");
}

/** One of several words in a setting. */
export const unitWord = (text: string): string => {
  const escaped = checkWritable(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return /^[\w/.:@%=,+-]+$/.test(escaped) ? escaped : `"${escaped}"`;
};

/** A command line: the program, and its arguments, in which `$` means nothing, either. */
export const commandLine = ([program, ...rest]: readonly [string, ...string[]]): string =>
  [unitWord(program), ...rest.map((argument) => unitWord(argument).replaceAll("$", "$$$$"))].join(" ");

/** A file whose name is none to be filled in. */
export const file = (path: string): string => checkWritable(path.replace(/[*?[\]\\]/g, "\\$&"));

const isControl = (character: string) => character < " " || character === "\x7f";

const unwritable = (text: string) =>
  new MidwatchError(
    `${JSON.stringify(text)} cannot stand in a unit: name it without control characters, spaces at its ends or a \\ there`,
  );
