import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { assemble } from "../../src/assemble.ts";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import type { Ended, Rested } from "../../src/core/contracts/session.ts";
import { seedRemote } from "../../src/core/host/git/seed.ts";
import { CONTAINMENT } from "../containment.ts";
import { type Scenario, type Seen, type Step, startMock } from "../mock/anthropic.mjs";

/** The real CLI, which "npm run test:real" puts beside the project. */
export const CLAUDE_CODE = process.env.MIDWATCH_CLAUDE_CODE ?? "";

export interface Wanted {
  readonly scenario: Scenario;
  /** Lines of the backend's options. */
  readonly backend?: string;
  /** What a session may take; 2 when left out. */
  readonly minutes?: number;
  /** The agent's instructions, where they are others than to edit the file. */
  readonly duty?: string;
  /** Lines of the agent's front matter. */
  readonly agent?: string;
  /** What the agent takes: its duty when left out. */
  readonly work?: "duty" | "work-queue";
  /** Lines of midwatch.yaml. */
  readonly fleet?: string;
  /** Files of the workspace, besides a.txt. */
  readonly files?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly onRequest?: (request: Seen) => void;
}

/** A fleet with one agent on the real Claude Code, and a mock of the API that it talks to. */
export async function realFleet({ scenario, onRequest, backend = "", credentials, ...wanted }: Wanted) {
  const mock = await startMock({ scenario, ...(onRequest && { onRequest }) });
  onTestFinished(() => mock.close());
  const secrets = { ANTHROPIC_API_KEY: "sk-ant-mock", ...credentials, ANTHROPIC_BASE_URL: mock.url };
  const options = ["use: claude-code", `executable: ${CLAUDE_CODE}`, backend].join("\n");
  return { ...(await fleetOn({ ...wanted, backend: options, credentials: secrets })), mock };
}

/** A fleet with one agent on the backend that its options name. */
export async function fleetOn(wanted: Omit<Wanted, "scenario" | "onRequest">) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-real-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await seedRemote(workspace(wanted), join(folder, "desk.git"), Date.now());
  writeFleet(folder, wanted);
  const events: BackendEvent[] = [];
  return { folder, remote: remoteOf(folder), events, run: (signal?: AbortSignal) => runEditor(folder, events, signal) };
}

function workspace({ files = {} }: Pick<Wanted, "files">): string {
  const seed = mkdtempSync(join(tmpdir(), "midwatch-seed-"));
  onTestFinished(() => rmSync(seed, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "a.txt": "alpha\n", ...files })) put(join(seed, path), text);
  return seed;
}

function writeFleet(
  folder: string,
  {
    backend = "",
    agent = "",
    fleet = "",
    work = "duty",
    minutes = 2,
    duty = "Edit a.txt.",
    credentials = {},
  }: Omit<Wanted, "scenario">,
): void {
  const containment = fleet.includes("containment:") ? "" : `containment: ${CONTAINMENT}\n`;
  put(join(folder, "midwatch.yaml"), `workspaces: { desk: { remote: ./desk.git } }\n${containment}${fleet}\n`);
  const options = indented(backend).join("\n");
  const settings = [
    "description: Edits a file",
    `work: ${work}`,
    `limits: { minutes: ${minutes} }`,
    "backend:",
    options,
    agent,
  ];
  put(join(folder, "agents", "editor.md"), `---\n${settings.filter(Boolean).join("\n")}\n---\n\n${duty}\n`);
  const lines = Object.entries(credentials).flatMap(([name, value]) => (value === "" ? [] : `${name}=${value}`));
  put(join(folder, ".midwatch", "credentials"), `${lines.join("\n")}\n`, 0o600);
}

const indented = (lines: string) => lines.split("\n").flatMap((line) => (line.trim() ? `  ${line.trim()}` : []));

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}

async function runEditor(
  folder: string,
  events: BackendEvent[],
  signal = new AbortController().signal,
): Promise<Ended | Rested> {
  const { fleet, watch } = await assemble(folder, { PATH: process.env.PATH ?? "" });
  fleet.events.subscribe((event) => event.type === "backend" && events.push(event.data));
  const [editor] = fleet.agents;
  if (!editor) throw new Error("the fleet has no agent");
  const result = await watch.run(editor, { rule: "test", duty: editor.work.includes("duty") }, signal);
  fleet.ledger.close();
  return result;
}

export function remoteOf(folder: string) {
  const git = (...args: string[]) =>
    execFileSync("git", ["--git-dir", join(folder, "desk.git"), ...args], { encoding: "utf8" });
  return {
    file: (path: string, ref = "main") => git("show", `${ref}:${path}`),
    files: () => git("ls-tree", "-r", "--name-only", "main").trim().split("\n"),
    rescued: () => git("for-each-ref", "--format=%(refname)", "refs/midwatch/rescue").trim().split("\n"),
  };
}

export const calls = (name: string, input: unknown): Step => ({ tools: [{ name, input }] });

/** Reads and edits the file, as the CLI's own tools want it. */
export const EDITS: readonly Step[] = [
  calls("Read", { file_path: "a.txt" }),
  calls("Edit", { file_path: "a.txt", old_string: "alpha", new_string: "beta" }),
];

export const SAYS_DONE: Step = { text: "I have edited it.\n\n```midwatch\nitem: done\nreason: a.txt says beta\n```" };

export const fails = (
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Step => ({
  error: { status, type, message, headers },
});
