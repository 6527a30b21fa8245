import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { MidwatchError } from "../../core/errors.ts";
import { readRegularText } from "../../core/host/regular-file.ts";
import { parseJson } from "../../core/text/json.ts";
import { thereAre } from "../../core/text/nearest.ts";
import { connectionsFolder } from "./place.ts";
import { PROGRAMS } from "./programs.ts";

const MAX_FILE_BYTES = 4 * 1024 * 1024;

const Connection = z.object({
  name: z.string(),
  /** Of this machine, for the other one. */
  id: z.string(),
  host: z.string(),
  fleet: z.string().optional(),
  agent: z.string(),
  /** Call of midwatch over there. */
  command: z.string(),
  sshConfig: z.string().optional(),
  /** Milliseconds that the beginning of a conversation waits for a fresh brief. */
  waitMs: z.number(),
  /** Folders whose conversations are told, with what is below; every one where it is left out. */
  within: z.string().optional(),
  programs: z.array(z.enum(PROGRAMS)),
  /** Epoch milliseconds. */
  since: z.number(),
  /** The fleet's folder and midwatch's version over there, when it was connected. */
  there: z.object({ fleet: z.string(), version: z.string() }),
});

/** A fleet on another machine that conversations on this one take part in. */
export type Connection = z.infer<typeof Connection>;

export const folderOfConnection = (name: string): string => join(connectionsFolder(), name);

export const connectionFile = (name: string): string => join(folderOfConnection(name), "connection.json");

/** The connections of this machine, by name. */
export function connectionsHere(): readonly Connection[] {
  if (!existsSync(connectionsFolder())) return [];
  const names = readdirSync(connectionsFolder()).toSorted();
  return names.flatMap((name) => readConnection(name) ?? []);
}

/** Undefined when there is none of that name. */
export function readConnection(name: string): Connection | undefined {
  return isName(name) ? readDocument(connectionFile(name), Connection) : undefined;
}

export const isName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,60}$/i.test(name);

/** The one that is meant: by its name, or the only one. */
export function connectionMeant(name: string | undefined): Connection {
  const all = connectionsHere();
  const found = name === undefined && all.length === 1 ? all[0] : all.find((each) => each.name === name);
  if (found) return found;
  const names = all.map((each) => each.name);
  if (all.length === 0) throw new MidwatchError("this machine is connected to no fleet: midwatch connect user@host");
  if (name === undefined)
    throw new MidwatchError(`several connections: choose with --connection ${names.join(" or ")}`);
  throw new MidwatchError(`no connection is called "${name}"${thereAre(name, names)}`);
}

/** A file of ours; undefined where it is not there, or not as we have written it. */
export function readDocument<T>(path: string, schema: z.ZodType<T>): T | undefined {
  const text = readRegularText(path, { most: MAX_FILE_BYTES }, () => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
