import { OWN_LINE } from "../../moving/turned-off.ts";

/** A line of a crontab that runs something. */
export interface CronLine {
  /** Five fields; `@daily` and its like are spelt out. */
  readonly expression: string;
  readonly command: string;
  /** User it belongs to; only in the system's own crontabs. */
  readonly user?: string;
  /** The zone its times are in, when the crontab names one. */
  readonly zone?: string;
  /** Text it gets on stdin: what stands after the first `%`. */
  readonly input?: string;
  /** Variables that the crontab sets above it, its zone apart. */
  readonly known?: Readonly<Record<string, string>>;
  readonly line: number;
}

export interface Crontab {
  readonly lines: readonly CronLine[];
  /** Lines that could not be read, a sentence each. */
  readonly problems: readonly string[];
  /** The same lines, as they stand there. */
  readonly unread: readonly { readonly line: number; readonly text: string }[];
}

const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const SETTING = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?<value>.*)$/;
const FIELD = String.raw`[\d*/,A-Za-z-]+`;
const TIMED = new RegExp(String.raw`^(?<expression>${FIELD}(?:\s+${FIELD}){4})\s+(?<rest>\S.*)$`);
const NICKNAMED = /^(?<nickname>@\w+)\s+(?<rest>\S.*)$/;
/** One field: numbers or names, ranges, steps and lists of them. */
const PART = String.raw`(?:\*|\d+(?:-\d+)?|[A-Za-z]{3}(?:-[A-Za-z]{3})?)(?:/\d+)?`;
const LAWFUL = new RegExp(`^${PART}(?:,${PART})*$`);

/** Reads a crontab, tolerantly: a line that is none is a problem to report, never the end of the reading. */
export function parseCrontab(text: string, { system = false }: { readonly system?: boolean } = {}): Crontab {
  const lines: CronLine[] = [];
  const problems: string[] = [];
  const unread: { line: number; text: string }[] = [];
  let zone: string | undefined;
  const known: Record<string, string> = {};
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.endsWith(OWN_LINE)) continue;
    const setting = SETTING.exec(line)?.groups;
    if (setting) {
      const { name = "", value = "" } = setting;
      if (name === "CRON_TZ" || name === "TZ") zone = unquoted(value);
      else known[name] = unquoted(value);
      continue;
    }
    const read = readLine(line, system);
    if (typeof read === "string") {
      problems.push(`line ${at + 1} ${read}`);
      unread.push({ line: at + 1, text: line });
    } else {
      const set = Object.keys(known).length > 0 && { known: { ...known } };
      lines.push({ ...read, line: at + 1, ...(zone && { zone }), ...set });
    }
  }
  return { lines, problems, unread };
}

function readLine(line: string, system: boolean): Omit<CronLine, "line" | "zone" | "known"> | string {
  const {
    nickname,
    expression = NICKNAMES[nickname ?? ""],
    rest,
  } = (NICKNAMED.exec(line) ?? TIMED.exec(line))?.groups ?? {};
  if (rest === undefined) return "is no schedule and command";
  if (expression === undefined) return `runs at ${nickname}, which is no time of day`;
  const fields = expression.split(/\s+/);
  if (!fields.every((field) => LAWFUL.test(field))) return "has a schedule that cannot be read";
  const [, user = "", command = ""] = (system && /^(\S+)\s+(.+)$/.exec(rest)) || [];
  const run = system ? command : rest;
  const [first = "", ...input] = run.split(/(?<!\\)%/).map((part) => part.replaceAll("\\%", "%"));
  return {
    expression: fields.join(" "),
    command: first.trim(),
    ...(system && { user }),
    // `%` begins what the command gets on stdin, and parts its lines; `\%` is a plain one.
    ...(input.length > 0 && { input: input.join("\n") }),
  };
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, "$2");
