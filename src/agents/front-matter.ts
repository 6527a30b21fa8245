import type { Problem } from "../core/errors.ts";
import { isProblems, type LocatedYaml, parseYaml } from "./located-yaml.ts";

/** Bytes of front matter before parsing: YAML is cheap to write and can be expensive to read. */
const MAX_FRONT_MATTER_BYTES = 16 * 1024;
const OPENING = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/m;

export interface FrontMatter {
  readonly settings: LocatedYaml;
  readonly body: string;
}

/** Settings in plain YAML between two `---` lines, then text. The same text always gives the same answer. */
export function parseFrontMatter(text: string, file: string): FrontMatter | readonly Problem[] {
  const opening = OPENING.exec(text)?.[0];
  const rest = text.slice(opening?.length ?? 0);
  const closing = CLOSING.exec(rest);
  if (opening === undefined || !closing)
    return [{ file, line: 1, message: 'begin with settings in YAML between two lines of "---"' }];
  const settings = rest.slice(0, closing.index);
  if (Buffer.byteLength(settings) > MAX_FRONT_MATTER_BYTES)
    return [
      {
        file,
        line: 1,
        message: `the settings have more than ${MAX_FRONT_MATTER_BYTES} bytes: move text below the second "---"`,
      },
    ];
  const parsed = parseYaml(settings, { file, firstLine: 2 });
  if (isProblems(parsed)) return parsed;
  return { settings: parsed, body: rest.slice(closing.index + closing[0].length).trim() };
}
