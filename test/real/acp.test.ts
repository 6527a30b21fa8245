import { tmpdir } from "node:os";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { acp } from "../../src/backends/acp/acp.ts";
import { Options } from "../../src/backends/acp/options.ts";
import type { Ended } from "../../src/core/contracts/session.ts";
import { systemClock } from "../../src/core/host/clock.ts";
import { findContainment } from "../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { describeBackend } from "../../src/testing/describe-backend.ts";
import { type Scenario, type Step, startMock } from "../mock/anthropic.mjs";
import { ACP_AGENTS, type AcpAgent, SEEN } from "./acp-agents.ts";
import { fails, fleetOn, SAYS_DONE } from "./fleet.ts";

const processes = new ContainedProcesses(await findContainment());

/** For all tests of a file: a backend that is made before anything is awaited needs an address that is there. */
async function apiSaying(scenario: Scenario): Promise<string> {
  const mock = await startMock({ scenario });
  afterAll(() => mock.close());
  return mock.url;
}

function backendOn(agent: AcpAgent, url: string) {
  const ask = () => Promise.reject(new Error("nobody is asked"));
  const environment = { PATH: process.env.PATH ?? "" };
  const host = { clock: systemClock, processes, environment, credentials: {}, folder: tmpdir(), ask };
  return acp.create(Options.parse({ run: [...agent.run(url)] }), host);
}

const never = (agent: AcpAgent): Step => ({ text: "I wait.", tools: [agent.command("tail -f /dev/null")] });

for (const agent of ACP_AGENTS) {
  const working = await apiSaying({ steps: [{ text: "I have looked at it." }], auxSame: true });
  const failing = await apiSaying({ steps: [fails(400, "invalid_request_error", "this is refused")], auxSame: true });
  const hanging = await apiSaying({ steps: [never(agent)] });
  describeBackend(agent.name, {
    working: () => backendOn(agent, working),
    failing: () => backendOn(agent, failing),
    hanging: () => backendOn(agent, hanging),
  });
}

describe.each(ACP_AGENTS)("a session on $name", (agent) => {
  async function sessionOf(steps: readonly Step[], more: { readonly fleet?: string } = {}) {
    const mock = await startMock({ scenario: { steps } });
    onTestFinished(() => mock.close());
    const backend = `use: acp\nrun: ${JSON.stringify(agent.run(mock.url))}`;
    const seen = `containment: { read: ${JSON.stringify(SEEN)} }`;
    const { run, remote } = await fleetOn({
      backend,
      agent: "tools: [read, edit, run]",
      fleet: `${seen}\n${more.fleet ?? ""}`,
    });
    return { ended: (await run()) as Ended, remote, mock };
  }
  const edits: readonly Step[] = agent.edits.map((edit) => ({ tools: [edit] }));

  it("brings what the agent edits and runs to the remote", async () => {
    const { ended, remote } = await sessionOf([...edits, { tools: [agent.command("cp a.txt b.txt")] }, SAYS_DONE]);
    expect(ended).toMatchObject({
      outcome: { kind: "done", reason: "a.txt says beta" },
      publication: { kind: "published" },
    });
    expect([remote.file("a.txt"), remote.file("b.txt")]).toEqual(["beta\n", "beta\n"]);
    expect(ended.result?.usage.inputTokens).toBeGreaterThan(0);
  });

  it("keeps what it wrote when it was stopped because it went round in circles (B24)", async () => {
    const { ended, remote } = await sessionOf([...edits, { tools: [agent.command("echo loop")] }], {
      fleet: "guards: [{ use: loop, limit: 6 }]",
    });
    expect(ended).toMatchObject({ outcome: { kind: "stopped", cause: "loop" }, publication: { kind: "rescued" } });
    expect(remote.rescued().map((ref) => remote.file("a.txt", ref))).toEqual(["beta\n"]);
  });
});
