import { describe, expect, it } from "vitest";
import { AgentSchema } from "../../src/agents/definition.ts";
import { builtIn } from "../../src/built-in.ts";
import { everyOption, type OptionGroup } from "../../src/config/options/every-option.ts";
import type { Option } from "../../src/config/options/option.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import type { Schema } from "../../src/core/contracts/plugin.ts";
import { SLOT_RULES } from "../../src/core/parts/slot-rules.ts";

const groups = everyOption(builtIn());
const [fleet, agent, ...parts] = groups;
const named = (test: (option: Option) => boolean) =>
  groups.flatMap(({ title, options = [] }) => options.filter(test).map(({ path }) => `${title}: ${path}`));

/** Keys down to an option in a real file: `<name>` is any name, `[]` the first of a list. */
const keysOf = (path: string) =>
  path
    .replaceAll("[]", ".[]")
    .split(".")
    .map((key) => ({ "[]": 0, "<name>": "desk" })[key] ?? key);

const nested = ([first, ...rest]: readonly (string | number)[], value: unknown): unknown => {
  if (first === undefined) return value;
  return first === 0 ? [nested(rest, value)] : { [first]: nested(rest, value) };
};

type Checks = Pick<Schema<unknown>, "safeParse">;

/** Options whose example the schema does not take; what is missing beside it is no fault of the example. */
const refused = ({ options = [] }: OptionGroup, schema: Checks) =>
  options.filter(({ path, example }) => {
    const keys = keysOf(path);
    const checked = schema.safeParse(nested(keys, example));
    const issues = checked.success ? [] : checked.error.issues;
    return issues.some((issue) => keys.every((key, at) => issue.path[at] === key));
  });

const SLOTS = Object.keys(SLOT_RULES) as (keyof typeof SLOT_RULES)[];

describe("the options of the files", () => {
  it("say each what it is for", () => {
    expect(named(({ about }) => about === "")).toEqual([]);
  });

  it("have each an example", () => {
    expect(named(({ example }) => example === undefined)).toEqual([]);
  });

  it("have examples that their schemas take", () => {
    expect(fleet && refused(fleet, ConfigSchema)).toEqual([]);
    expect(agent && refused(agent, AgentSchema)).toEqual([]);
  });

  it.each(parts.map((group) => [group.title, group] as const))(
    "have examples that their part takes: %s",
    (_, group) => {
      const schemas = SLOTS.flatMap((slot) => builtIn().find(slot, group.use ?? "").options ?? []);
      expect(schemas.some((schema) => refused(group, schema).length === 0)).toBe(true);
    },
  );
});
