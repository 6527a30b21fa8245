import { aroundNotes, besideCall, besideNotes } from "./beside.ts";
import { type AgentCall, type Calls, callsIn, type OtherCommand, type ScriptCall } from "./call.ts";
import type { Sourced } from "./job.ts";
import { names, pathIn, placed } from "./places.ts";
import type { Followed, Repository, Start, Step, Trail } from "./trail.ts";

const MAX_SCRIPTS = 3;

/** Follows a command line to the agents it runs in this repository, through scripts. */
export async function follow(start: Start, repository: Repository): Promise<Trail> {
  const walk = new Walk(start, repository);
  const followed = await walk.through({
    text: start.command,
    from: start.from,
    directory: start.directory,
    here: false,
    way: { timeouts: [], given: [], told: [] },
    depth: 0,
  });
  if (followed.length > 0) return { followed: onlyOnce(followed) };
  const problem = walk.unread ?? walk.whyNotFollowed();
  return { followed, ...(problem !== undefined && { problem }) };
}

/** A call that is tried again in the same words is one call. */
const onlyOnce = (all: readonly Followed[]): Followed[] =>
  all.filter(
    (one, at) => all.findIndex((other) => JSON.stringify(callWords(other)) === JSON.stringify(callWords(one))) === at,
  );

const callWords = ({ call: { value } }: Followed) => [value.program, value.args, value.input];

class Walk {
  unread: string | undefined;
  private isNamed: boolean;
  private lost: string | undefined;
  private readonly start: Start;
  private readonly repository: Repository;

  constructor(start: Start, repository: Repository) {
    this.start = start;
    this.repository = repository;
    const all = `${Object.values(start.known ?? {}).join(" ")} ${start.directory ?? ""} ${start.command}`;
    this.isNamed = names(all, repository.folder, repository.home);
  }

  async through(step: Step): Promise<Followed[]> {
    const { known = {} } = this.start;
    const calls = callsIn(step.text, {
      known: { HOME: this.repository.home, ...known, ...(step.script !== undefined && { "0": step.script }) },
      ...(step.args && { args: step.args }),
    });
    const found = calls.agents.flatMap((agent) => this.direct(agent, step, calls));
    const inner: Followed[] = [];
    for (const script of calls.scripts) inner.push(...(await this.inScript(script, step, calls)));
    return [...found, ...inner];
  }

  whyNotFollowed(): string | undefined {
    const { from, command } = this.start;
    if (this.lost !== undefined) return this.lost;
    if (!this.isNamed) return undefined;
    return `${from} names this repository and cannot be followed: it would go on beside midwatch (${command.slice(0, 200)})`;
  }

  private direct(agent: AgentCall, step: Step, calls: Calls): Followed[] {
    const from = step.script === undefined ? step.from : `${step.from} line ${agent.line}`;
    const moved = this.placed(agent.directory, step.directory);
    const at = moved ?? (step.script === undefined && agent.directory !== undefined ? undefined : step.directory);
    const isHere = step.here || (at !== undefined && pathIn(at, this.repository.folder) !== undefined);
    if (!isHere) {
      if (at === undefined)
        this.lost = `${from} runs ${agent.program} in a folder that is only known at run time (${agent.directory ?? "none is named"}): if it is this one, it would go on beside midwatch`;
      return [];
    }
    const { input = step.depth === 0 ? this.start.input : undefined } = agent;
    return [
      {
        call: { value: { ...agent, ...(input !== undefined && { input }) }, from },
        args: step.args ?? [],
        timeouts: [...step.way.timeouts, ...timeoutOf(agent, from)],
        given: [...step.way.given, ...agent.given],
        told: [
          ...step.way.told,
          ...besideNotes(step.from, besideCall(othersIn(calls, agent), agent)),
          ...aroundNotes(from, agent),
        ],
        ...(step.script !== undefined && { script: step.script }),
        ...(at !== undefined && { directory: at }),
        ...userOf(agent, step),
      },
    ];
  }

  private async inScript(script: ScriptCall, step: Step, calls: Calls): Promise<Followed[]> {
    const { folder, read } = this.repository;
    const directory = this.placed(script.directory ?? step.directory, step.directory);
    const path = this.placed(script.path, directory);
    if (path === undefined || step.depth >= MAX_SCRIPTS) return [];
    const inside = pathIn(path, folder);
    const here = inside !== undefined || (directory !== undefined && pathIn(directory, folder) !== undefined);
    const text = await read(path);
    const shown = inside ?? path;
    if (text === undefined && here) this.unread ??= `${step.from} runs ${shown}, which cannot be read`;
    if (text === undefined || text.includes("\0")) return [];
    this.isNamed ||= names(text, folder, this.repository.home);
    return this.through({
      text,
      from: shown,
      directory,
      args: script.args,
      script: shown,
      here,
      way: {
        timeouts: [...step.way.timeouts, ...timeoutOf(script, step.from)],
        given: [...step.way.given, ...script.given],
        told: [
          ...step.way.told,
          ...besideNotes(step.from, besideCall(othersIn(calls, script), script)),
          ...aroundNotes(step.from, script),
        ],
        ...userOf(script, step),
      },
      depth: step.depth + 1,
    });
  }

  private placed(path: string | undefined, from: string | undefined): string | undefined {
    return placed(path, from, this.repository.home);
  }
}

/** Commands beside a call; scripts that are run beside it are some, too. */
const othersIn = ({ others, scripts }: Calls, call: object): OtherCommand[] => [
  ...others,
  ...scripts
    .filter((each) => each !== call)
    .map(({ text, path, within }) => ({
      text,
      argv: [path],
      feeds: false,
      ...(within !== undefined && { within }),
    })),
];

const userOf = ({ user }: Pick<AgentCall, "user">, step: Step): { user?: Sourced } =>
  user === undefined ? { ...(step.way.user && { user: step.way.user }) } : { user: { value: user, from: step.from } };

const timeoutOf = ({ timeout }: { readonly timeout?: number }, from: string): Sourced<number>[] =>
  timeout === undefined ? [] : [{ value: timeout, from: `timeout in ${from}` }];

/** Facts about the job that a way to a call says, whatever starts it. */
export function carried({ call, script, directory, timeouts, given, user }: Followed) {
  return {
    call,
    limits: timeouts.map(({ value, from }) => ({ value: value / 60, from })),
    environment: given.map((name) => ({ value: `the variable ${name}`, from: call.from })),
    ...(script !== undefined && { script }),
    ...(directory !== undefined && { directory: { value: directory, from: call.from } }),
    ...(user && { user }),
  };
}
