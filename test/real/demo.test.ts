import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { type Seen, type Step, startMock } from "../mock/anthropic.mjs";
import { CLAUDE_CODE, calls, remoteOf } from "./fleet.ts";

const BIN = join(import.meta.dirname, "..", "..", "dist", "src", "cli", "bin.js");
const run = promisify(execFile);

/** A model that reads its prompt for who it is, what it is to do, and how far it has come. */
function model({ body }: Seen): Step {
  const messages = body?.messages ?? [];
  const prompt = JSON.stringify(messages[0]?.content);
  const agent = /# You are (?<name>[a-z]+)/.exec(prompt)?.groups?.name ?? "nobody";
  const title = /# The item\\n\\n(?<title>[^\\]+)/.exec(prompt)?.groups?.title ?? "nothing";
  const file = `${{ strategist: "plans", trader: "reports", content: "docs" }[agent] ?? "lost"}/${slug(title)}.md`;
  const steps: Step[] = [
    calls("Read", { file_path: "README.md" }),
    calls("Write", { file_path: file, content: `# ${title}\n` }),
    calls("Bash", { command: `echo 'by ${agent}' >> ${file}`, description: "Sign it" }),
    { text: `It is in ${file}.\n\n\`\`\`midwatch\nitem: done\nreason: ${file} is written\n\`\`\`` },
  ];
  return steps[messages.filter(({ role }) => role === "assistant").length] ?? { text: "I have said it all." };
}

const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40);

it("plays the demo's three agents on the real CLI", async () => {
  const mock = await startMock({ scenario: { steps: [model] } });
  const parent = mkdtempSync(join(tmpdir(), "midwatch-demo-"));
  onTestFinished(async () => {
    await mock.close();
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, "fleet");
  const env = { PATH: [dirname(CLAUDE_CODE), process.env.PATH].join(delimiter) };
  const demo = () => run(process.execPath, [BIN, "demo", folder, "--backend", "claude-code", "--json"], { env });

  await expect(demo()).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/need a sign-in: write/) as string,
  });
  appendFileSync(
    join(folder, ".midwatch", "credentials"),
    `ANTHROPIC_API_KEY=sk-ant-mock\nANTHROPIC_BASE_URL=${mock.url}\n`,
  );

  const { sessions, missing } = JSON.parse((await demo()).stdout) as {
    sessions: { agent: string; outcome: { kind: string } }[];
    missing: string[];
  };
  expect(missing).toEqual([]);
  expect(new Set(sessions.map(({ agent }) => agent))).toEqual(new Set(["strategist", "trader", "content"]));
  expect(sessions.map(({ outcome }) => outcome.kind)).toEqual(sessions.map(() => "done"));
  const written = remoteOf(folder)
    .files()
    .filter((file) => /^(?:plans|reports|docs)\//.test(file));
  expect(written.length).toBeGreaterThanOrEqual(5);
});
