import { userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Argv } from "yargs";
import type { Fleet } from "../../core/contracts/fleet.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { complain, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly all: boolean;
  readonly reason: string;
}

/**
 * Time that a session that was told to stop may take to keep its work, before it is ended and its work rescued from
 * here.
 */
const MAX_STOPPING_MS = 10_000;
const LOOK_MS = 200;

export const stop: Command<Arguments> = {
  usage: "stop [agent]",
  describe: "stop an agent or all: no new sessions until start",
  details: "Sessions that are running are ended, and their work is kept.",
  examples: [
    ["$0 stop trader", "only this agent; the others keep running"],
    ['$0 stop --all --reason "moving house"', "stays after a reboot; a STOP file in the fleet's folder does the same"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "the name of its file, without .md" })
      .option("all", { type: "boolean", default: false, describe: "every agent of the fleet" })
      .option("reason", { type: "string", default: "no reason given", describe: "the reason, for the report" })
      .requiresArg("reason") as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet({ ...args, json: true });
    const scope = scopeOf(args, opened.agents);
    const { fleet } = opened;
    const said = { scope, owner: userInfo().username, reason: args.reason, at: fleet.clock.now() };
    await fleet.ledger.stop(said);
    const stopped = await wait(fleet, scope);
    for (const { agent } of stopped.left) await opened.watch.salvageOf(agent, opened.signal);
    printStopped(args, scope, { ended: [...stopped.ended, ...stopped.left], left: await openOf(fleet, scope) });
    return (await openOf(fleet, scope)).length > 0 ? EXIT.failed : EXIT.ok;
  },
};

export const start: Command<Omit<Arguments, "reason">> = {
  usage: "start [agent]",
  describe: "let an agent, or all, run again after a stop",
  examples: [
    ["$0 start trader", "the Trader runs again when it is due"],
    ["$0 start --all", "takes back stop --all; agents stopped by name stay stopped"],
  ],
  options: (yargs) =>
    yargs.positional("agent", { type: "string", describe: "the name of its file, without .md" }).option("all", {
      type: "boolean",
      default: false,
      describe: "take back a stop of all agents",
    }) as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet({ ...args, json: true });
    const scope = scopeOf(args, opened.agents);
    const started = await opened.fleet.ledger.start(scope);
    const others = await opened.fleet.ledger.history.stops();
    if (args.json) sayJson({ scope, started, stops: others });
    else {
      say(started ? `${describeScope(scope)} may run again.` : `${describeScope(scope)} was not stopped.`);
      for (const { scope: other, owner, reason } of others)
        say(`Still stopped: ${describeScope(other)}, by ${owner}: ${reason}`);
    }
    return EXIT.ok;
  },
};

function scopeOf({ agent, all }: Pick<Arguments, "agent" | "all">, agents: { get(name: string): unknown }): string {
  if (all === (agent !== undefined)) throw new MidwatchError("missing argument: an agent's name, or --all");
  if (agent !== undefined) agents.get(agent);
  return agent ?? "*";
}

const describeScope = (scope: string) => (scope === "*" ? "the whole fleet" : scope);

const openOf = async ({ ledger }: Fleet, scope: string) =>
  (await ledger.history.openSessions()).filter(({ agent }) => scope === "*" || agent === scope);

/** Sessions look for a stop themselves, once a second; one that does not end by it in time is ended. */
async function wait(fleet: Fleet, scope: string): Promise<{ ended: SessionRecord[]; left: SessionRecord[] }> {
  const before = await openOf(fleet, scope);
  for (let waited = 0; waited < MAX_STOPPING_MS; waited += LOOK_MS) {
    const open = await openOf(fleet, scope);
    if (open.length === 0) return { ended: before, left: [] };
    await sleep(LOOK_MS);
  }
  const left = await openOf(fleet, scope);
  for (const {
    process: { pid },
    process: own,
    agent,
  } of left) {
    if (!fleet.processes.isAlive(own)) continue;
    complain(`${agent}'s session did not end in time: its process ${pid} is killed, and its work rescued`);
    process.kill(pid, "SIGKILL");
  }
  await sleep(LOOK_MS);
  return { ended: before.filter(({ id }) => !left.some((other) => other.id === id)), left };
}

function printStopped(args: Arguments, scope: string, what: { ended: SessionRecord[]; left: SessionRecord[] }): void {
  if (args.json) {
    sayJson({ scope, ended: what.ended.map(({ id }) => id), left: what.left.map(({ id }) => id) });
    return;
  }
  say(
    `${describeScope(scope)} is stopped: no session is opened until "${invocation()} start ${scope === "*" ? "--all" : scope}".`,
  );
  for (const { agent, id } of what.ended) say(`  ${agent}'s session ${id} was ended; what it wrote is kept`);
  for (const { agent, id } of what.left)
    complain(`  ${agent}'s session ${id} is still there: its tree could not be ended`);
}
