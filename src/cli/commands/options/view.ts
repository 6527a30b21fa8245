import { stringify } from "yaml";
import type { OptionGroup } from "../../../config/options/every-option.ts";
import type { Option } from "../../../config/options/option.ts";
import { bold, dim, say } from "../../views/print.ts";
import { wrapWords } from "../../views/wrap-words.ts";

const INDENT = "      ";
const MAX_COLUMNS = 100;

export function printOptions(groups: readonly OptionGroup[]): void {
  for (const [at, { title, use, options }] of groups.entries()) {
    say(at === 0 ? bold(title) : `\n${bold(title)}`);
    if (!options) say("  Its plugin's schema does not tell its options.");
    else if (options.length === 0) say("  It takes no options.");
    for (const option of options ?? []) printOption(option, use);
  }
}

function printOption(option: Option, use: string | undefined): void {
  say(`  ${bold(option.path)}`);
  const example = exampleLine(option, use);
  printIndented(`${option.about} (${shape(option)})`.trim());
  if (example !== undefined) for (const line of wrapWords(`e.g. ${example}`, room())) say(dim(INDENT + line));
}

function printIndented(text: string): void {
  for (const line of wrapWords(text, room())) say(INDENT + line);
}

const room = () => Math.min(process.stdout.columns || 80, MAX_COLUMNS) - INDENT.length;

/** Type, and what holds when it is left out. */
function shape({ type, needed, default: byDefault }: Option): string {
  if (needed) return `${type}; it has to be there`;
  return byDefault === undefined ? type : `${type}; default: ${inFlow(byDefault)}`;
}

/** A line as it would stand in the file. */
function exampleLine({ path, example }: Option, use: string | undefined): string | undefined {
  if (example === undefined) return undefined;
  const name = path.split(".").at(-1)?.replace("[]", "") ?? path;
  return use === undefined ? `${name}: ${inFlow(example)}` : inFlow({ use, [name]: example });
}

const inFlow = (value: unknown) => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
