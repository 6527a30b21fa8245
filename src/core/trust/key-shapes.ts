import { createRequire } from "node:module";
import { basename, extname } from "node:path";
import type { Secret } from "./secret.ts";

/** A rule of secretlint's preset, as far as it is used here. */
interface Rule {
  readonly meta: { readonly id: string };
  create(context: Context, options: object): { file?(source: Source): unknown };
}

interface Context {
  readonly sharedOptions: object;
  createTranslator(): (messageId: string) => { readonly message: string; readonly messageId: string };
  report(found: { readonly message: { readonly messageId: string }; readonly range: readonly [number, number] }): void;
  ignore(): void;
}

interface Source {
  readonly content: string;
  readonly filePath: string;
  readonly ext: string;
  readonly contentType: "text";
}

const PREFIX = "@secretlint/secretlint-rule-";
/** A comment in a file must not be what lets a key pass: its writer may be an agent. */
const COMMENTS = `${PREFIX}filter-comments`;
/** The number of an account is no secret, and twelve digits are much else. */
const NO_SECRETS = new Set(["AWSAccountID"]);
const OPTIONS = { enableIDScanRule: true };
/** Shorter runs are in no key that a rule knows. Most texts have none: they load no rules. */
const KEY_LIKE = /[\w+/.~-]{16}|:\/\/[^\s/]*:[^\s/]*@|PRIVATE KEY/;
const NO_KEYS = /\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{40})\b/g;

let known: readonly Rule[] | undefined;

/** Loaded with the first text that may hold a key: it takes a tenth of a second. */
function rules(): readonly Rule[] {
  const require = createRequire(import.meta.url);
  known ??= (
    require("@secretlint/secretlint-rule-preset-recommend") as { readonly rules: readonly Rule[] }
  ).rules.filter(({ meta }) => meta.id !== COMMENTS);
  return known;
}

/** Texts that have the shape of a key, as its issuer writes it: secretlint's recommended rules. `path` helps some of them. */
export function keyShapes(text: string, path = ""): readonly Secret[] {
  if (!KEY_LIKE.test(text.replaceAll(NO_KEYS, ""))) return [];
  const ext = extname(path) === ".json" ? ".json" : "";
  const source: Source = { content: text, filePath: basename(path), ext, contentType: "text" };
  return rules().flatMap((rule) => foundBy(rule, source));
}

function foundBy(rule: Rule, source: Source): Secret[] {
  const found: Secret[] = [];
  const name = rule.meta.id.replace(PREFIX, "");
  const context: Context = {
    sharedOptions: {},
    createTranslator: () => (messageId) => ({ message: "", messageId }),
    report({ message, range: [at, end] }) {
      if (!NO_SECRETS.has(message.messageId)) found.push({ rule: name, at, end });
    },
    ignore: () => undefined,
  };
  rule.create(context, OPTIONS).file?.(source);
  return found;
}
