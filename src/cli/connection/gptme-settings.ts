import { parse } from "smol-toml";
import { z } from "zod";
import { hookCommand } from "./claude-code-settings.ts";
import type { Connection } from "./connections.ts";
import { gptmeBriefFile } from "./gptme-brief.ts";
import type { ProgramSettings } from "./settings-contract.ts";

const WithBoth = z.looseObject({
  prompt: z.looseObject({ files: z.array(z.string()) }),
  hooks: z.looseObject({ scripts: z.array(z.looseObject({ event: z.string(), command: z.string() })) }),
});

const SCRIPT_SECONDS = 30;
const FILES = /^(?<head>[ \t]*files[ \t]*=[ \t]*\[)/m;

export const gptmeSettings: Omit<ProgramSettings, "file"> = {
  connected(text, connection) {
    const after = `${withFile(text, quoted(gptmeBriefFile(connection.name)))}${scripts(connection)}`;
    requireBoth(after, connection);
    return after;
  },
  disconnected(text, connection) {
    const entry = quoted(gptmeBriefFile(connection.name));
    const without = text.replace(blockOf(connection), "");
    return [`${entry}, `, entry].reduce((before, each) => before.replace(each, ""), without).replace(EMPTY_PROMPT, "");
  },
};

/** A table of ours that holds nothing any more. */
const EMPTY_PROMPT = /\n\[prompt\]\nfiles = \[\]\n$/;

const quoted = (text: string) => JSON.stringify(text);

/** Its list of files is a part of every conversation's context. */
function withFile(text: string, entry: string): string {
  const table = /^[ \t]*\[prompt\][ \t]*(?:#.*)?$/m.exec(text);
  if (!table) return `${withLineEnd(text)}\n[prompt]\nfiles = [${entry}]\n`;
  const from = table.index + table[0].length;
  const length = text.slice(from).search(/^[ \t]*\[/m);
  const body = length < 0 ? text.slice(from) : text.slice(from, from + length);
  if (!FILES.test(body)) return `${text.slice(0, from)}\nfiles = [${entry}]${text.slice(from)}`;
  const isEmpty = /^[ \t]*files[ \t]*=[ \t]*\[\s*\]/m.test(body);
  const more = body.replace(FILES, (head) => `${head}${entry}${isEmpty ? "" : ", "}`);
  return text.slice(0, from) + more + text.slice(from + body.length);
}

const withLineEnd = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const blockHead = ({ name }: Connection) => `# midwatch connect: ${name}`;

/** gptme gives what they print to nobody: they fetch a brief for its file, and hand over what was noted. */
function scripts(connection: Connection): string {
  const tables = ["start", "end"].map((moment) => {
    const command = hookCommand(connection, moment, " --of gptme");
    return `[[hooks.scripts]]\nevent = "session.${moment}"\ncommand = ${quoted(command)}\ntimeout = ${SCRIPT_SECONDS}\n`;
  });
  return `\n${blockHead(connection)}\n${tables.join("\n")}# end of ${blockHead(connection).slice(2)}\n`;
}

const blockOf = (connection: Connection) => {
  const head = blockHead(connection).replaceAll(".", "\\.");
  return new RegExp(`\\n${head}\\n[\\s\\S]*?# end of ${head.slice(2)}\\n`);
};

/** Tables that are written in another way (inline, or twice) cannot be added to: then nothing is. */
function requireBoth(after: string, { name }: Connection): void {
  const read = WithBoth.safeParse(parse(after));
  const isThere =
    read.success &&
    read.data.prompt.files.includes(gptmeBriefFile(name)) &&
    read.data.hooks.scripts.filter(({ command }) => command.includes(`--connection ${name} `)).length === 2;
  if (!isThere) throw new SyntaxError("its [prompt] or its hooks are written in a way that cannot be added to");
}
