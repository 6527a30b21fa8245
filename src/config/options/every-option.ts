import { AgentSchema } from "../../agents/definition.ts";
import type { Slots } from "../../core/contracts/plugin.ts";
import type { Parts } from "../../core/parts/parts.ts";
import { SLOT_RULES } from "../../core/parts/slot-rules.ts";
import { CONFIG_FILE } from "../../fleet-folder.ts";
import { ConfigSchema } from "../schema.ts";
import { KINDS } from "../slot-kinds.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import { type Option, optionsIn } from "./option.ts";

/** Options that stand in the same place. */
export interface OptionGroup {
  /** The file, or the part with its kind: "backend claude-code". */
  readonly title: string;
  /** Name of the part whose options they are. */
  readonly use?: string;
  /** Missing where a plugin's validator cannot tell them. */
  readonly options?: readonly Option[];
}

/** Everything that a fleet's files may say, with the parts there are: those of plugins are among them. */
export function everyOption(parts: Parts): readonly OptionGroup[] {
  const namesIn = (slot: string) => parts.find(slot as keyof Slots, "").names;
  const listed = (schema: unknown) => {
    const known = jsonSchemaOf(schema);
    return known ? { options: optionsIn(known, namesIn) } : {};
  };
  const slots = Object.keys(SLOT_RULES) as (keyof Slots)[];
  return [
    { title: CONFIG_FILE, ...listed(ConfigSchema) },
    { title: "agents/<name>.md", ...listed(AgentSchema) },
    ...slots.flatMap((slot) =>
      namesIn(slot).map((use) => ({
        title: `${KINDS[slot]} ${use}`,
        use,
        ...listed(parts.find(slot, use).options),
      })),
    ),
  ];
}

/** Those of the options that a word is in, by path, text or title; a title's word brings all of its own. */
export function optionsAbout(word: string, groups: readonly OptionGroup[]): readonly OptionGroup[] {
  const sought = word.toLowerCase();
  const has = (text: string) => text.toLowerCase().includes(sought);
  return groups.flatMap((group) => {
    if (group.use !== undefined && has(group.title)) return [group];
    const options = (group.options ?? []).filter(({ path, about }) => has(path) || has(about));
    return options.length > 0 ? [{ ...group, options }] : [];
  });
}

/** Words that options are found by: names of parts, and names on the way to an option. */
export const optionWords = (groups: readonly OptionGroup[]): readonly string[] => [
  ...new Set(
    groups.flatMap(({ use, options = [] }) => [
      ...(use === undefined ? [] : [use]),
      ...options.flatMap(({ path }) => path.split(/[.[\]<>]+/)),
    ]),
  ),
];
