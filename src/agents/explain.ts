import { z } from "zod";
import type { Problem } from "../core/errors.ts";
import { thereAre } from "../core/text/nearest.ts";
import type { LocatedYaml } from "./located-yaml.ts";

/** Place of an object of a schema in a file. */
export interface Explained {
  readonly file: string;
  readonly settings: LocatedYaml;
  /** Schema the value was checked against: its own keys are named where a key is wrong. */
  readonly schema: unknown;
  /** The path of the value in the file. */
  readonly at?: readonly PropertyKey[];
}

type Issue = z.core.$ZodIssue;

/** Problems for a person from zod's issues: each with its line, what is wrong, what would be right. */
export function explain(issues: readonly Issue[], { file, settings, schema, at = [] }: Explained): Problem[] {
  return issues.flatMap((issue) =>
    sentences(issue, schema, settings.value, at).map(({ path, field = issue.path, message }) => ({
      file,
      line: settings.lineOf([...at, ...path]),
      message: withField([...at, ...field], message),
    })),
  );
}

interface Sentence {
  readonly path: readonly PropertyKey[];
  /** Field it is about, where that is not the issue's own path. */
  readonly field?: readonly PropertyKey[];
  readonly message: string;
}

function sentences(issue: Issue, schema: unknown, root: unknown, at: readonly PropertyKey[]): Sentence[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue.path, schema));
  if (issue.code === "invalid_union") return ofUnion(issue, schema, root, at);
  if (issue.code === "invalid_key")
    return [{ path: issue.path, message: lower(issue.issues[0]?.message ?? issue.message) }];
  const value = valueAt(root, [...at, ...issue.path]);
  if (issue.code === "invalid_value") return [{ path: issue.path, message: oneOf(issue.values, value) }];
  if (issue.code === "too_small" || issue.code === "too_big")
    return [{ path: issue.path, message: bound(issue, value) }];
  if (issue.code !== "invalid_type") return [{ path: issue.path, message: lower(issue.message) }];
  const wanted = article(issue.expected);
  if (value === undefined) return [{ path: issue.path, message: `it is missing; write ${wanted}` }];
  return [{ path: issue.path, message: `write ${wanted}, not ${shownValue(value)}` }];
}

const oneOf = (values: readonly unknown[], value: unknown) =>
  `write ${values.map(String).join(" or ")}, not ${shownValue(value)}`;

/** A limit of a number; what else is too small or too big has a sentence of its own in its schema. */
function bound(issue: Extract<Issue, { code: "too_small" | "too_big" }>, value: unknown): string {
  if (typeof value !== "number") return lower(issue.message);
  const limit = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const [over, under] = issue.inclusive ? ["at least", "at most"] : ["more than", "less than"];
  return `write ${issue.code === "too_small" ? over : under} ${limit}, not ${value}`;
}

function unknownKey(key: string, path: readonly PropertyKey[], schema: unknown): Sentence {
  const known = keysAt(schema, path);
  const there = known.length > 0 ? thereAre(key, known) : "; it takes none";
  return { path: [...path, key], message: `there is no option "${key}"${there}` };
}

type Union = Extract<Issue, { code: "invalid_union" }>;

/** The form that was meant is the one whose parts are looked at; where none is, all of them are named. */
function ofUnion(issue: Union, schema: unknown, root: unknown, at: readonly PropertyKey[]): Sentence[] {
  const meant = issue.errors.find((form) => form.some(isInside));
  if (!meant) return [{ path: issue.path, message: expectedOneOf(issue) }];
  return meant.flatMap((inner) => {
    const field = [...issue.path, ...inner.path];
    return sentences({ ...inner, path: field }, schema, root, at).map((said) => ({ field, ...said }));
  });
}

const isInside = ({ path, code }: Issue) => path.length > 0 || code === "unrecognized_keys";

/** Every form's own complaint is noise; what each form is says enough. */
function expectedOneOf({ errors }: Union): string {
  const expected = errors.flatMap(([first]) => {
    if (first?.code === "invalid_value") return first.values.map(String);
    return first?.code === "invalid_type" ? [article(first.expected)] : [];
  });
  return expected.length > 0
    ? `write ${[...new Set(expected)].join(" or ")}`
    : lower(errors[0]?.[0]?.message ?? "wrong");
}

function withField(path: readonly PropertyKey[], message: string): string {
  const where = path.map(String).join(".");
  return where ? `${where}: ${message}` : message;
}

/** The keys of the object that stands at a path of a schema. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(schema);
  const [first, ...rest] = path;
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((form) => keysAt(form, path));
  if (first === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  if (inner instanceof z.ZodObject) return keysAt((inner.shape as Record<PropertyKey, unknown>)[first], rest);
  if (inner instanceof z.ZodRecord) return keysAt(inner.valueType, rest);
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  return [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.unwrap());
  return schema;
}

/** Value at a path of plain values; undefined where there is nothing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  return typeof value === "object" && value !== null
    ? valueAt((value as Record<PropertyKey, unknown>)[first], rest)
    : undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "settings (name: value)",
  record: "settings (name: value)",
};

const article = (type: string) => TYPE_WORDS[type] ?? type;
const lower = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);
const shownValue = (value: unknown) => (value === null ? "nothing" : JSON.stringify(value).slice(0, 60));
