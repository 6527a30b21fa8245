import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTAINMENT } from "../containment.ts";
import { states, TestFleet, write } from "../end-to-end/fleet.ts";

interface Checked {
  readonly agents: readonly { readonly name: string; readonly ready: boolean; readonly reasons: readonly string[] }[];
  readonly problems: readonly object[];
  readonly warnings: readonly { readonly message: string }[];
}

const desk = (remote = "../remote.git", more = "") =>
  `containment: ${CONTAINMENT}\nworkspaces: { desk: { remote: ${JSON.stringify(remote)}${more} } }\n`;

/** A fleet of one, whose backend is as it is said; `well` stands for another that is ready. */
function fleetOf(backend: string, { midwatch = desk(), credentials = "", model = "" } = {}): TestFleet {
  const settings = model === "" ? [] : [`model: ${model}`];
  const fleet = new TestFleet({
    agents: { ada: { backend, settings, program: states("done") }, well: { program: states("done") } },
  });
  write(fleet.folder, "midwatch.yaml", midwatch);
  if (credentials !== "") write(fleet.folder, ".midwatch/credentials", credentials, 0o600);
  return fleet;
}

const COMMAND = "{ use: command, run: [bash, ./ada.sh] }";

/** What the server of a local model answers to whoever asks what there is. */
async function serverOf(models: readonly string[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/json");
    if (request.url === "/api/version") return response.end('{"version":"0.12.0"}');
    if (request.url === "/api/tags") return response.end(JSON.stringify({ models: models.map((name) => ({ name })) }));
    response.statusCode = 404;
    return response.end('{"error":"model \'qwen3:8b\' not found"}');
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

describe.concurrent("midwatch check says of each agent that it is not ready, and why (B16)", () => {
  it.for([
    [
      "a program that is not there",
      "{ use: command, run: [no-such-program] }",
      /there is no program "no-such-program"/,
    ],
    ["a script that is not there", "{ use: command, run: [bash, ./gone.sh] }", /there is no file ".*gone\.sh"/],
    ["an agent of the protocol that is not there", "{ use: acp, run: [no-such-agent] }", /there is no program/],
    ["no sign-in", "{ use: claude-code }", /no sign-in/],
    ["a server that is not there", '{ use: ollama, url: "http://127.0.0.1:9" }', /127\.0\.0\.1:9/],
  ] as const)("%s", async ([, backend, why]) => {
    const fleet = fleetOf(backend, { model: "qwen3:8b" });
    const { agents, problems } = await fleet.ask<Checked>("check");
    expect([problems, agents.map(({ ready }) => ready)]).toEqual([[], [false, true]]);
    expect(agents[0]?.reasons.join()).toMatch(why);
    const { code, stdout } = await fleet.cli("check");
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^Not ready: ada \(1 of 2\)\./)]);
    expect(stdout).toMatch(/^well +ready/m);
  });

  it("a model that is not pulled, and asks none", async () => {
    const server = await serverOf(["llama3:8b"]);
    const fleet = fleetOf(`{ use: ollama, url: ${JSON.stringify(server.url)} }`, { model: "qwen3:8b" });
    const { agents } = await fleet.ask<Checked>("check");
    server.close();
    expect(agents[0]).toMatchObject({ ready: false, reasons: [expect.stringContaining("qwen3:8b")] });
    expect(server.asked.filter((path) => /chat|generate|completions/.test(path))).toEqual([]);
  });

  it.for([
    ["is not there", desk("../nowhere.git"), /nowhere\.git is no repository that can be read/],
    ["is none", desk("../home"), /home is no repository that can be read/],
    ["has not the branch", desk("../remote.git", ", branch: trunk"), /has no branch trunk; there are: main/],
  ] as const)("a remote that %s", async ([, midwatch, why]) => {
    const { agents } = await fleetOf(COMMAND, { midwatch }).ask<Checked>("check");
    expect(agents.map(({ ready }) => ready)).toEqual([false, false]);
    expect(agents[0]?.reasons.join()).toMatch(why);
  });

  it("everything that Claude Code lacks, at once: program and sign-in, with the command that makes one", async () => {
    const { agents } = await fleetOf("{ use: claude-code, executable: ./gone }").ask<Checked>("check");
    expect(agents[0]?.reasons.join()).toMatch(
      /there is no program ".\/gone".*; no sign-in: .*claude setup-token prints it/,
    );
  });

  it("a key of another provider than its model's, for gptme", async () => {
    const program = "#!/bin/sh\necho gptme v0.31.0\n";
    const fleet = fleetOf("{ use: gptme, executable: ./gptme }", {
      credentials: "OPENAI_API_KEY=x\n",
      model: "anthropic/claude-sonnet-4-5",
    });
    write(fleet.folder, "agents/gptme", program, 0o755);
    const { agents } = await fleet.ask<Checked>("check");
    expect(agents[0]?.reasons.join()).toMatch(/no sign-in: write ANTHROPIC_API_KEY/);
  });

  it("a remote that cannot be reached just now is a warning, and its agent is ready", async () => {
    const fleet = fleetOf(COMMAND, { midwatch: desk("https://127.0.0.1:9/desk.git") });
    const { code, stderr } = await fleet.cli("check");
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/ada, well: remote: .* could not be asked: .*\(a warning\)/),
    ]);
  });

  it("the line for a local server that nobody is charged for is proposed (O13)", async () => {
    const credentials = "ANTHROPIC_BASE_URL=http://127.0.0.1:8080\nANTHROPIC_AUTH_TOKEN=x\n";
    const said = async (backend: string) =>
      (await fleetOf(backend, { credentials }).ask<Checked>("check")).warnings.map(({ message }) => message).join();
    expect(await said("{ use: claude-code }")).toContain('write "free: true" under its backend');
    expect(await said("{ use: claude-code, free: true }")).not.toContain("free: true");
  });

  it("midwatch check writes nothing, and starts no session", async () => {
    const fleet = fleetOf(COMMAND);
    const before = readdirSync(fleet.folder, { recursive: true });
    expect((await fleet.cli("check")).code).toBe(0);
    expect(readdirSync(fleet.folder, { recursive: true })).toEqual(before);
    expect(readdirSync(join(fleet.root))).toHaveLength(4);
  });
});
