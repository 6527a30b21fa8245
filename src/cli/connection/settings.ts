import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { MidwatchError, messageOf } from "../../core/errors.ts";
import { realPath } from "../../core/host/paths.ts";
import { readRegularText } from "../../core/host/regular-file.ts";
import { claudeCodeSettings } from "./claude-code-settings.ts";
import { type Connection, folderOfConnection, readDocument } from "./connections.ts";
import { gptmeSettings } from "./gptme-settings.ts";
import type { ConnectedProgram } from "./programs.ts";
import type { ProgramSettings } from "./settings-contract.ts";
import { writeWhole } from "./whole-file.ts";

const MAX_SETTINGS_BYTES = 4 * 1024 * 1024;

const Kept = z.object({
  file: z.string(),
  /** Text of the file before we changed it; null where there was none. */
  before: z.string().nullable(),
  after: z.string(),
});

const home = (name: string, ...otherwise: readonly string[]) => {
  const given = process.env[name] ?? "";
  return isAbsolute(given) ? given : join(homedir(), ...otherwise);
};

function settingsOf(program: ConnectedProgram): ProgramSettings {
  if (program === "claude-code")
    return { file: join(home("CLAUDE_CONFIG_DIR", ".claude"), "settings.json"), ...claudeCodeSettings };
  return { file: join(home("XDG_CONFIG_HOME", ".config"), "gptme", "config.toml"), ...gptmeSettings };
}

/** Programs whose settings are on this machine. */
export const programsHere = (): readonly ConnectedProgram[] =>
  (["claude-code", "gptme"] as const).filter((program) => existsSync(join(settingsOf(program).file, "..")));

/** Puts a connection into the settings of its programs; all of them, or none. Answers with their files. */
export async function addToSettings(connection: Connection): Promise<readonly string[]> {
  const changes = connection.programs.map((program) => {
    const { file, connected, disconnected } = settingsOf(program);
    const there = realPath(file) ?? file;
    const before = textOf(there);
    try {
      // Connected again, it stands there once.
      const own = before === undefined ? "" : disconnected(before, connection);
      return { program, file: there, before, after: connected(own, connection) };
    } catch (thrown) {
      throw new MidwatchError(`${file} is left as it is: ${messageOf(thrown)}`);
    }
  });
  for (const { program, file, before, after } of changes) {
    await keep(connection, program, { file, before: before ?? null, after: hashOf(after) });
    await putSettings(file, after);
  }
  return changes.map(({ file }) => file);
}

/** Takes it out again: byte for byte as it was, where nobody has changed the file since. */
export async function takeFromSettings(connection: Connection): Promise<readonly string[]> {
  const done: string[] = [];
  for (const program of connection.programs) {
    const { file: usual, disconnected } = settingsOf(program);
    const kept = readDocument(keptIn(connection, program), Kept);
    const file = kept?.file ?? realPath(usual) ?? usual;
    const now = textOf(file);
    if (now === undefined) continue;
    const isUntouched = kept !== undefined && hashOf(now) === kept.after;
    if (isUntouched && kept.before === null) await rm(file);
    else await putSettings(file, isUntouched ? (kept.before ?? "") : disconnected(now, connection));
    done.push(file);
  }
  return done;
}

const keptIn = ({ name }: Connection, program: ConnectedProgram) =>
  join(folderOfConnection(name), `before-${program}.json`);

const keep = (connection: Connection, program: ConnectedProgram, kept: z.infer<typeof Kept>) =>
  writeWhole(keptIn(connection, program), `${JSON.stringify(kept)}\n`);

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

function textOf(file: string): string | undefined {
  return readRegularText(file, { most: MAX_SETTINGS_BYTES }, ({ kind, reason }) => {
    if (kind === "missing") return undefined;
    throw new MidwatchError(`${file}: ${reason}`);
  });
}

/** In its place, with its rights: what is read by others stays so. */
async function putSettings(file: string, text: string): Promise<void> {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  await writeWhole(file, text, mode);
}
