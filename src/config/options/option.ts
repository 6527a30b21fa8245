import type { JsonSchema } from "./json-schema.ts";

/** One thing that a file may say. */
export interface Option {
  /** Names down to it, with dots; `[]` is an entry of a list, `<name>` a name of yours. */
  readonly path: string;
  readonly about: string;
  readonly type: string;
  readonly needed: boolean;
  readonly default?: unknown;
  readonly example?: unknown;
}

/** Names of the parts that may stand in a slot. */
type NamesIn = (slot: string) => readonly string[];

/** Every option of a schema, each before those inside of it. */
export function optionsIn(schema: JsonSchema, namesIn: NamesIn, above = ""): Option[] {
  const forms = [schema, ...(schema.anyOf ?? [])];
  return forms.flatMap(({ properties = {}, required = [], items, additionalProperties }) => [
    ...Object.entries(properties)
      // A part's name is its entry's own value.
      .filter(([name]) => !(name === "use" && schema.slot !== undefined))
      .flatMap(([name, inner]) => [
        optionOf(inner, { path: above + name, needed: required.includes(name) }, namesIn),
        ...optionsIn(inner, namesIn, `${above}${name}.`),
      ]),
    ...(items ? optionsIn(items, namesIn, `${above.slice(0, -1)}[].`) : []),
    ...(isSchema(additionalProperties) ? optionsIn(additionalProperties, namesIn, `${above}<name>.`) : []),
  ]);
}

const isSchema = (inner: JsonSchema | boolean | undefined): inner is JsonSchema => typeof inner === "object";

function optionOf(schema: JsonSchema, place: Pick<Option, "path" | "needed">, namesIn: NamesIn): Option {
  const example = exampleOf(schema, namesIn);
  return {
    ...place,
    about: schema.description ?? "",
    type: typeOf(schema, namesIn),
    ...(hasDefault(schema) && { default: schema.default }),
    ...(example !== undefined && { example }),
  };
}

/** Settings that are empty have a default for each of them. */
const hasDefault = (schema: JsonSchema) =>
  schema.default !== undefined && !(isEmptyObject(schema.default) && hasOwnOptions(schema));

const hasOwnOptions = ({ properties, anyOf = [] }: JsonSchema): boolean =>
  properties !== undefined || anyOf.some(hasOwnOptions);

const isEmptyObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "settings",
  null: "nothing",
};

function typeOf(schema: JsonSchema, namesIn: NamesIn): string {
  if (schema.slot !== undefined) return `a part: ${namesIn(schema.slot).join(", ")}`;
  if (schema.enum) return schema.enum.map(String).join(" or ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map((form) => typeOf(form, namesIn)))].join(" or ");
  if (schema.type === "array") return schema.items ? `list of ${typeOf(schema.items, namesIn)}` : "list";
  return WORDS[schema.type ?? ""] ?? "anything";
}

/** A value that may stand there: its own example, else another than the default, else the default. */
function exampleOf(schema: JsonSchema, namesIn: NamesIn): unknown {
  const [own = schema.example] = schema.examples ?? [];
  if (own !== undefined) return own;
  if (schema.slot !== undefined) return namesIn(schema.slot)[0];
  if (schema.items?.slot !== undefined) return namesIn(schema.items.slot).slice(0, 1);
  if (schema.type === "boolean") return schema.default !== true;
  if (isEmpty(schema.default ?? {})) return settingsExample(schema, namesIn);
  const other = schema.enum?.find((value) => value !== schema.default);
  return other ?? (isEmpty(schema.default) ? undefined : schema.default);
}

/** Settings with what they cannot do without, or with the first of them. */
function settingsExample(schema: JsonSchema, namesIn: NamesIn): unknown {
  const { properties, required = [], additionalProperties, anyOf = [], items } = schema;
  if (items) return wrapped(exampleOf(items, namesIn), (one) => [one]);
  if (isSchema(additionalProperties))
    return wrapped(exampleOf(additionalProperties, namesIn), (one) => ({ desk: one }));
  const names = required.length > 0 ? required : Object.keys(properties ?? {}).slice(0, 1);
  const entries = names.map((name) => [name, exampleOf(properties?.[name] ?? {}, namesIn)] as const);
  if (entries.length > 0) return Object.fromEntries(entries);
  return anyOf.map((form) => exampleOf(form, namesIn)).find((value) => value !== undefined);
}

const wrapped = (value: unknown, wrap: (value: unknown) => unknown) => (value === undefined ? undefined : wrap(value));

const isEmpty = (value: unknown) => isEmptyObject(value) || (Array.isArray(value) && value.length === 0);
