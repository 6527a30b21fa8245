import type { Argv } from "yargs";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { Backend, Offered } from "../../core/contracts/backend.ts";
import type { Contained } from "../../core/contracts/containment.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Fetched } from "../../core/contracts/workspace.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { doing } from "../views/doing.ts";
import { bold, dim, green, red, say, sayJson, yellow } from "../views/print.ts";

export const backends: Command = {
  usage: "backends",
  describe: "show each agent's backend, sign-in and containment",
  details: "Also shows which of the repository's hooks and MCP servers are off, and why.",
  examples: [["$0 backends", "exits with 1 when a backend cannot work, with 3 when one warns"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const { openToLook } = await import("../fleet/open-fleet.ts");
    using fleet = await openToLook(args);
    const seen = await Promise.all(fleet.fleet.agents.map((agent) => examineBackend(fleet, agent)));
    if (args.json) sayJson(seen);
    else for (const one of seen) printBackend(one);
    return exitCode(seen);
  },
};

interface Seen {
  readonly agent: string;
  readonly backend: string;
  readonly workspace: string;
  readonly contained: Contained;
  /** Reason why no session of it may start. */
  readonly refused?: string | undefined;
  readonly probe: HealthReport;
  /** Reason why the workspace is seen as of an earlier commit, or not at all. */
  readonly unseen?: string;
  readonly offered: readonly Offered[];
}

async function examineBackend({ fleet, backends, signal }: OpenFleet, agent: AgentDefinition): Promise<Seen> {
  const backend = backends.get(agent.name);
  const workspace = fleet.workspaces.get(agent.workspace);
  doing(`asking what runs ${agent.name}`);
  const [probe, fetched] = await Promise.all([backend.probe(signal), workspace.fetch(signal)]);
  const offered = fetched.commit === undefined ? undefined : await backend.offered?.(workspace.view(fetched.commit));
  return {
    agent: agent.name,
    backend: agent.backend.use,
    workspace: agent.workspace,
    contained: fleet.processes.containment,
    refused: fleet.processes.containment.refusal ?? modelRefusal(fleet.processes.containment, backend),
    probe,
    ...unseen(fetched),
    offered: offered ?? [],
  };
}

const modelRefusal = ({ modelRefusal: reason }: Contained, { runsOwnersProgram }: Backend) =>
  runsOwnersProgram ? undefined : reason;

const unseen = (fetched: Fetched) => (fetched.ok ? {} : { unseen: fetched.reason });

const PAINT = { pass: green, warn: yellow, fail: red } as const;

function printBackend({ agent, backend, workspace, contained, refused, probe, unseen: why, offered }: Seen): void {
  say(`${bold(agent)}: ${backend} ${PAINT[probe.status](probe.status)} ${dim(probe.detail)}`);
  for (const [name, fact] of Object.entries(probe.facts ?? {})) say(`  ${name}: ${fact}`);
  say(`  contained: ${contained.promise}`);
  if (refused !== undefined) say(`  ${red(refused)}`);
  if (why !== undefined) say(`  ${yellow(`${workspace} may be out of date: ${why}`)}`);
  for (const { what, source, state, reason } of offered) say(`  ${what} (${source}): ${mark(state)}, ${reason}`);
}

function mark(state: Offered["state"]): string {
  if (state === "broken") return red(state);
  return state === "changed" ? yellow(state) : bold(state);
}

function exitCode(seen: readonly Seen[]): number {
  const isBroken = ({ offered }: Seen) => offered.some(({ state }) => state === "broken");
  if (seen.some((one) => one.probe.status === "fail" || one.refused !== undefined || isBroken(one))) return EXIT.failed;
  const warns = seen.some(
    ({ probe, offered }) => probe.status === "warn" || offered.some(({ state }) => state === "changed"),
  );
  return warns ? EXIT.warns : EXIT.ok;
}
