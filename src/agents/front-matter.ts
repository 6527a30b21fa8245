import { parseDocument } from "yaml";
import { MidwatchError } from "../core/errors.ts";

/** Bytes of front matter before parsing: YAML is cheap to write and can be expensive to read. */
const LARGEST = 16 * 1024;
const FENCED = /^\uFEFF?---[ \t]*\r?\n(?<settings>[\s\S]*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|$)(?<body>[\s\S]*)$/m;

export interface FrontMatter {
  readonly settings: unknown;
  readonly body: string;
}

/** Plain YAML between two `---` lines, then text. Never evaluated; the same text always gives the same answer. */
export function parseFrontMatter(text: string, file: string): FrontMatter {
  const { settings, body } = FENCED.exec(text)?.groups ?? {};
  if (settings === undefined || body === undefined || !/^\uFEFF?---[ \t]*\r?\n/.test(text))
    throw new MidwatchError(`${file}: begin with settings in YAML between two lines of "---"`);
  if (Buffer.byteLength(settings) > LARGEST)
    throw new MidwatchError(`${file}: the settings have more than ${LARGEST} bytes: move text below the second "---"`);
  return { settings: parseYaml(settings, file), body: body.trim() };
}

/** Core YAML: no custom tags, no aliases that multiply, no key twice. */
export function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new MidwatchError(`${file}: ${problem.message.split("\n")[0]}`);
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}
