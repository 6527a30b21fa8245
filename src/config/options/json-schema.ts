import { z } from "zod";

/** The parts of a JSON Schema that options are listed from. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean | null;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  /** Value to show: zod keeps it where it drops `examples`. */
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  /** Slot whose parts may stand here. */
  readonly slot?: string;
}

/** JSON Schema of what a file may say; undefined for a plugin's validator that cannot tell. */
export function jsonSchemaOf(schema: unknown): JsonSchema | undefined {
  try {
    if (isZod(schema)) return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
    return (schema as Standard)["~standard"]?.jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return undefined;
  }
}

const isZod = (schema: unknown): schema is z.ZodType =>
  typeof schema === "object" && schema !== null && "_zod" in schema;

/** Validator of another maker's, by standardschema.dev. */
interface Standard {
  readonly "~standard"?: { readonly jsonSchema?: { input(wanted: { readonly target: string }): JsonSchema } };
}
