import { basename } from "node:path";
import { isOpen } from "./shell-words.ts";
import { spanSeconds } from "./unit-file.ts";

/** A command line without what only runs another program. */
export interface Peeled {
  readonly argv: readonly string[];
  /** The time limit around it, in seconds: of two, the shorter. */
  readonly timeout?: number;
  /** Names of variables it is given. */
  readonly given: readonly string[];
  /** Programs around it that do something of their own: `nice -n 5`, `runitor -uuid x`. */
  readonly wrapped: readonly string[];
  /** Person it runs as. */
  readonly user?: string;
}

interface Wrapper {
  /** Options that take a value. */
  readonly valued: readonly string[];
  /** Words before the program's name. */
  readonly words?: number;
  /** True when the program runs in no other way because of it. */
  readonly isPlain?: boolean;
}

const PLAIN: Wrapper = { valued: [], isPlain: true };
const PLAIN_RUN: Wrapper = { ...PLAIN, words: 1 };
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  env: { valued: ["-u", "--unset"], isPlain: true },
  command: PLAIN,
  exec: { valued: ["-a"], isPlain: true },
  nohup: PLAIN,
  setsid: PLAIN,
  time: PLAIN,
  npx: { valued: ["-p", "--package"], isPlain: true },
  bunx: PLAIN,
  uvx: { valued: ["--from", "--with", "--python", "-p"], isPlain: true },
  uv: { valued: ["--project", "--directory", "--with", "--python", "-p"], words: 1, isPlain: true },
  pipx: PLAIN_RUN,
  pnpm: PLAIN_RUN,
  yarn: PLAIN_RUN,
  npm: PLAIN_RUN,
  poetry: PLAIN_RUN,
  bun: PLAIN_RUN,
  sudo: { valued: ["-u", "--user", "-g", "--group"], isPlain: true },
  runuser: { valued: ["-u", "--user"], isPlain: true },
  timeout: { valued: ["-k", "-s", "--kill-after", "--signal"], words: 1, isPlain: true },
  flock: { valued: ["-w", "--timeout", "-E", "--conflict-exit-code"], words: 1 },
  nice: { valued: ["-n", "--adjustment"] },
  ionice: { valued: ["-c", "-n", "--class", "--classdata"] },
  chrt: { valued: [], words: 1 },
  taskset: { valued: [], words: 1 },
  cpulimit: { valued: ["-l", "--limit"] },
  prlimit: { valued: [] },
  softlimit: { valued: ["-a", "-d", "-m", "-t"] },
  stdbuf: { valued: ["-o", "-e", "-i"] },
  unbuffer: { valued: [] },
  chronic: { valued: [] },
  cronic: { valued: [] },
  caffeinate: { valued: ["-t"] },
  "run-one": { valued: [] },
  lockrun: { valued: [] },
  solo: { valued: [] },
  setlock: { valued: [], words: 1 },
  runitor: { valued: ["-uuid", "-slug", "-api-url", "-timeout"] },
  cronitor: { valued: [], words: 2 },
  sentry: { valued: [] },
  "sentry-cli": { valued: [], words: 3 },
  "systemd-cat": { valued: ["-t", "-p", "--identifier"] },
  "systemd-run": { valued: ["-p", "--property", "-u", "--unit", "-E"] },
  "systemd-inhibit": { valued: [] },
  direnv: { valued: [], words: 2 },
  mise: { valued: [], words: 1 },
  asdf: { valued: [], words: 1 },
  dotenv: { valued: ["-e", "-f"] },
  op: { valued: ["--env-file"], words: 1 },
  doppler: { valued: ["-p", "-c", "--project", "--config"], words: 1 },
  infisical: { valued: [], words: 1 },
  "xvfb-run": { valued: ["-n", "-s"] },
  proxychains4: { valued: ["-f"] },
  torsocks: { valued: [] },
  firejail: { valued: [] },
};

/** Programs whose one word is a shell's text: after this option, or the last word there is. */
const TEXTS: Readonly<Record<string, RegExp>> = {
  su: /^-c$|^--command$/,
  script: /^-[a-z]*c$|^--command$/,
  watch: /^--$/,
};

/** Takes off what only runs another program, and remembers what it did. */
export function peel(peeled: Peeled): Peeled {
  const [program = "", ...rest] = peeled.argv;
  const name = basename(program);
  const text = shellText(name, rest);
  if (text !== undefined)
    return { ...peeled, argv: ["sh", "-c", text], wrapped: [...peeled.wrapped, named(name, rest, text)] };
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (!wrapper)
    return { ...peeled, argv: [renamed(name, rest) ?? program, ...(renamed(name, rest) ? rest.slice(2) : rest)] };
  const { left, given, first } = skipOptions(rest, wrapper);
  const around = [name, ...rest.slice(0, rest.length - left.length)].join(" ");
  const limit = name === "timeout" ? spanSeconds(first ?? "") : undefined;
  const isTold = !wrapper.isPlain || (name === "timeout" && limit === undefined);
  const shortest = Math.min(limit ?? Infinity, peeled.timeout ?? Infinity);
  const user = ["sudo", "runuser"].includes(name) ? userIn(rest) : undefined;
  return peel({
    ...peeled,
    argv: left[0] === "-c" ? ["sh", ...left] : packaged(left),
    given: [...peeled.given, ...given],
    wrapped: isTold ? [...peeled.wrapped, around] : peeled.wrapped,
    ...(shortest < Infinity && { timeout: shortest }),
    ...(user !== undefined && { user }),
  });
}

/** `tmux new-session -d TEXT`, `screen -dmS name CALL`, `su bob -c TEXT`. */
function shellText(name: string, rest: readonly string[]): string | undefined {
  if (name === "tmux")
    return rest[0]?.startsWith("new") ? rest.slice(1).findLast((word) => /\s/.test(word)) : undefined;
  const option = TEXTS[name];
  const at = option ? rest.findIndex((word) => option.test(word)) : -1;
  return at < 0 ? undefined : rest[at + 1];
}

const named = (name: string, rest: readonly string[], text: string) =>
  [name, ...rest.filter((word) => word !== text)].join(" ");

/** `python3 -m gptme` is gptme. */
const renamed = (name: string, rest: readonly string[]) =>
  /^python[\d.]*$/.test(name) && rest[0] === "-m" && rest[1] === "gptme" ? "gptme" : undefined;

/** The program of a package. */
function packaged([program = "", ...rest]: readonly string[]): string[] {
  return [/^@anthropic-ai\/claude-code(?:@[\w.^~-]+)?$/.test(program) ? "claude" : program, ...rest];
}

function userIn(rest: readonly string[]): string | undefined {
  const at = rest.findIndex((word) => word === "-u" || word === "--user");
  const user = at < 0 ? undefined : rest[at + 1];
  return user === undefined || isOpen(user) ? undefined : user;
}

function skipOptions(argv: readonly string[], { valued, words = 0 }: Wrapper) {
  const left = [...argv];
  const given: string[] = [];
  const skipped: string[] = [];
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const set = /^(?<name>[A-Za-z_]\w*)=/.exec(next)?.groups?.name;
    if (next === "-c" && !valued.includes(next)) break;
    if (set) given.push(set);
    else if (!next.startsWith("-")) {
      if (skipped.length >= words) break;
      skipped.push(next);
    }
    left.splice(0, valued.includes(next) ? 2 : 1);
  }
  return { left, given, first: skipped[0] };
}
