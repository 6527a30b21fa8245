import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { v4 as uuid } from "uuid";
import { MidwatchError } from "../../../core/errors.ts";
import { realPath } from "../../../core/host/paths.ts";
import { isName, readConnection } from "../../connection/connections.ts";
import type { Reached } from "../../connection/exchange.ts";
import { programsHere } from "../../connection/settings.ts";
import type { ConnectArguments } from "./command.ts";

const MAX_WAIT_SECONDS = 60;

/** Connection that a person has asked for, as far as it can be told without the host. */
export function wishIn(args: ConnectArguments) {
  const host = hostIn(args);
  const name = nameIn(args, host);
  const before = readConnection(name);
  if (before && before.host !== host)
    throw new MidwatchError(
      `a connection called "${name}" leads to ${before.host}: choose another --name, or --remove ${name}`,
    );
  const programs = args.for ?? programsHere();
  if (programs.length === 0)
    throw new MidwatchError("neither Claude Code nor gptme is set up here: start one once, or say which with --for");
  const reached: Reached = {
    id: before?.id ?? uuid(),
    host,
    command: args.command,
    ...(args.fleet !== undefined && { fleet: args.fleet }),
    ...(args.agent !== undefined && { agent: args.agent }),
    ...(args.sshConfig !== undefined && { sshConfig: placeOf("--ssh-config", args.sshConfig) }),
  };
  const within = args.in === undefined ? {} : { within: placeOf("--in", args.in) };
  return { before, name, programs, reached, since: before?.since ?? Date.now(), ...within };
}

function hostIn({ host, wait }: ConnectArguments): string {
  if (host === undefined)
    throw new MidwatchError("missing argument: the host, as user@host; --list and --remove take none");
  if (host === "" || host.startsWith("-")) throw new MidwatchError(`"${host}" is no host: write user@host`);
  if (!(wait > 0 && wait <= MAX_WAIT_SECONDS))
    throw new MidwatchError(`--wait takes seconds, more than 0 and at most ${MAX_WAIT_SECONDS}`);
  return host;
}

function nameIn({ name: said }: ConnectArguments, host: string): string {
  const name =
    said ??
    host
      .replace(/^ssh:\/\//, "")
      .split("@")
      .at(-1) ??
    "";
  if (isName(name)) return name;
  throw new MidwatchError(`"${name}" is no name: choose one with --name, of letters, digits, . and -`);
}

function placeOf(option: string, path: string): string {
  if (!existsSync(path)) throw new MidwatchError(`${option} ${path}: there is no such place`);
  return realPath(resolve(path)) ?? resolve(path);
}
