import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type ChatBody, MockOllama, type Turn } from "../mock/ollama.ts";
import { start } from "./command-line.ts";
import { git, temporaryFolder } from "./fleet.ts";

const FOLDERS: Readonly<Record<string, string>> = { strategist: "plans", trader: "reports", content: "docs" };

/** A model that reads its prompt for who it is, what it is to do, and how far it has come. */
function play(turn: number, { messages }: ChatBody): Turn {
  const prompt = messages.find(({ role }) => role === "user")?.content ?? "";
  const agent = /# You are (?<name>[a-z]+)/.exec(prompt)?.groups?.name ?? "nobody";
  const title = /# The item\n\n(?<title>.+)/.exec(prompt)?.groups?.title ?? "nothing";
  const path = `${FOLDERS[agent] ?? "lost"}/${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.md`;
  const steps = [
    call("read", { path: "README.md" }),
    call("write", { path, content: `# ${title}\n` }),
    call("run", { command: `echo 'by ${agent}' >> ${path}` }),
    call("done", { item: "done", reason: `${path} is written` }),
  ];
  return steps[turn] ?? { text: "I have said it all." };
}

const call = (name: string, args: unknown): Turn => ({ calls: [{ name, arguments: args }] });

const server = await MockOllama.start({ mock: { play }, other: { play: () => ({ text: "I am another." }) } });
afterAll(() => server.close());

it("plays the demo's three agents on ollama's loop, and their work arrives", async () => {
  const root = temporaryFolder();
  const folder = join(root, "fleet");
  const demo = (...more: readonly string[]) =>
    start(["demo", folder, "--backend", "ollama", "--json", ...more], { cwd: root, home: root }).finished;
  expect(await demo()).toMatchObject({ code: 2, stderr: expect.stringContaining("--model") as string });

  const { stdout, stderr } = await demo("--model", "mock", "--url", server.url);
  expect(stderr).toBe("");
  const { sessions, missing } = JSON.parse(stdout) as {
    sessions: { agent: string; outcome: { kind: string } }[];
    missing: string[];
  };
  expect(missing).toEqual([]);
  expect(new Set(sessions.map(({ agent }) => agent))).toEqual(new Set(["strategist", "trader", "content"]));
  expect(sessions.map(({ outcome }) => outcome.kind)).toEqual(sessions.map(() => "done"));
  const written = git(join(folder, "desk.git"), "ls-tree", "-r", "--name-only", "main", "plans", "reports", "docs");
  expect(written.split("\n").length).toBeGreaterThanOrEqual(5);
});

it("plays the model that is named now, says so, and says once when there is no server (O8)", async () => {
  const root = temporaryFolder();
  const folder = join(root, "fleet");
  const demo = (...more: readonly string[]) =>
    start(["demo", folder, "--backend", "ollama", ...more], { cwd: root, home: root }).finished;
  const nowhere = await demo("--model", "mock", "--url", "http://127.0.0.1:9");
  expect(nowhere).toMatchObject({ code: 2, stdout: expect.stringMatching(/^Made a fleet in .*\n$/) as string });
  expect(nowhere.stderr).toMatch(/^there is no Ollama server at http:\/\/127.0.0.1:9 .*\n$/);

  const { stdout } = await demo("--model", "other", "--url", server.url);
  expect(stdout).toContain(`The agents run on other at ${server.url} from now on; they ran on mock`);
  expect(new Set(server.asked.slice(-3).map(({ model }) => model))).toEqual(new Set(["other"]));
  const elsewhere = ["demo", folder, "--backend", "claude-code"];
  expect(await start(elsewhere, { cwd: root, home: root }).finished).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("runs on ollama, not on claude-code") as string,
  });
});
