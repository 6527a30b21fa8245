import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MODEL } from "./llama-server.ts";

/** Where a night is spent, and on what. */
export interface Night {
  readonly root: string;
  /** The small model's server. */
  readonly url: string;
  /** The real Claude Code and the real gptme. */
  readonly programs: { readonly claude: string; readonly gptme: string };
  readonly containment: string;
  readonly hookPort: number;
}

export const HOOK_SECRET = "a secret of the night";
const BRANCH = "main";

export const fleetOf = ({ root }: Night) => join(root, "fleet");
export const remoteOf = ({ root }: Night) => join(root, "desk.git");
const personOf = ({ root }: Night) => join(root, "person");

const PERSON = ["-c", "user.name=owner", "-c", "user.email=owner@example.com"];

export function gitIn(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", [...PERSON, ...args], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 }).trim();
}

/** A desk with three agents on three backends, and everything switched on that a fleet can have. */
export function makeNight(night: Night): void {
  const files: Readonly<Record<string, string>> = {
    "fleet/midwatch.yaml": configurationOf(night),
    "fleet/prices.yaml": `looked: 2026-11-30\nmodels: { ${MODEL}: { input: 0, output: 0 } }\n`,
    "fleet/letter.mjs": LETTER,
    "fleet/agents/strategist.md": strategist(night),
    "fleet/agents/trader.md": trader(night),
    "fleet/agents/content.md": content(night),
    "person/README.md": "# Desk\n\nNotes of a small trading desk.\n",
    "person/plans/today.md": "Nothing is planned.\n",
    "person/state/queue-manual.md": "# Queue\n\n## Planned Next\n\n## Recently Completed\n",
  };
  for (const [path, text] of Object.entries(files)) put(join(night.root, path), text);
  put(join(fleetOf(night), ".midwatch/credentials"), credentialsOf(night));
  chmodSync(join(fleetOf(night), ".midwatch"), 0o700);
  chmodSync(join(fleetOf(night), ".midwatch/credentials"), 0o600);
  const person = personOf(night);
  gitIn(person, "init", "-q", `--initial-branch=${BRANCH}`);
  gitIn(person, "add", "-A");
  gitIn(person, "commit", "-q", "-m", "begin");
  gitIn(night.root, "clone", "-q", "--bare", person, remoteOf(night));
  gitIn(person, "remote", "add", "origin", remoteOf(night));
}

/** What the owner leaves for the agents: a task, from another machine. */
export function handIn(night: Night, n: number): void {
  const person = personOf(night);
  gitIn(person, "fetch", "-q", "origin");
  gitIn(person, "reset", "-q", "--hard", `origin/${BRANCH}`);
  const task = `---\nstate: todo\npriority: medium\ncreated: ${new Date().toISOString()}\n---\n# Write notes/${n}.md with one sentence on prices\n`;
  put(join(person, `tasks/note-${n}.md`), task);
  gitIn(person, "add", "-A");
  gitIn(person, "commit", "-q", "-m", `One more note, number ${n}`);
  gitIn(person, "push", "-q", "origin", `HEAD:${BRANCH}`);
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const configurationOf = ({ containment, hookPort }: Night) => `slots: 2
workspaces: { desk: { remote: ../desk.git, verify: [test -f README.md], keep: [.cache] } }
containment: { use: ${containment} }
brief: { sections: [{ use: command, name: hour, title: The hour, tokens: 50, run: [date, "+%H:%M"] }] }
lessons: { probation: 2, retire: { automatic: true, sessions: 10 } }
channels: { owner: { use: command, run: [${JSON.stringify(process.execPath)}, ./letter.mjs] } }
reports:
  - { on: [ended, rescued, obligation, incident], to: owner }
  - { on: digest, to: owner, at: "00:00" }
webhooks: { port: ${hookPort}, hooks: { deploys: { agent: content, secret: HOOK_SECRET, show: [/n], title: Look at this } } }
waits: { minutes: 1 }
healthMinutes: 10
`;

const credentialsOf = ({ url }: Night) =>
  `HOOK_SECRET=${HOOK_SECRET}\nANTHROPIC_API_KEY=sk-ant-none\nANTHROPIC_BASE_URL=${url}\n`;

const agentFile = (lines: readonly string[], duty: string) => `---\n${lines.join("\n")}\n---\n\n${duty}\n`;

const strategist = ({ programs }: Night) =>
  agentFile(
    [
      "description: Plans the day",
      `backend: { use: claude-code, executable: ${programs.claude}, turns: 6, retries: 1, stall: 1200 }`,
      `model: ${MODEL}`,
      "tools: [read, edit]",
      "work: [health, open, duty]",
      "when: [every 10m, on inbox]",
      "limits: { minutes: 20 }",
    ],
    "Read README.md, and write what is to be done today into plans/today.md.",
  );

const trader = ({ programs, url }: Night) =>
  agentFile(
    [
      "description: Writes down prices",
      `backend: { use: gptme, executable: ${programs.gptme}, baseUrl: ${url}/v1, steps: 6, system: short, retries: 1, stall: 1200 }`,
      `model: local/${MODEL}`,
      "work: [work-queue, workspace-tasks, duty]",
      "when: [every 15m, on workspace-tasks, min-gap 2m]",
      "limits: { minutes: 20 }",
    ],
    "Append the line `gold 2400` to prices.txt.",
  );

const content = ({ url }: Night) =>
  agentFile(
    [
      "description: Writes notes",
      `backend: { use: ollama, api: openai, url: ${url}, turns: 6, context: 4096, stall: 1200 }`,
      `model: ${MODEL}`,
      "work: [workspace-tasks, duty]",
      "when: [after strategist, on workspace-tasks, on inbox, min-gap 1m]",
      "limits: { minutes: 20 }",
    ],
    "Write one sentence about the desk into notes/desk.md.",
  );

/** A channel: notes each letter it is given. */
const LETTER = `import { appendFileSync } from "node:fs";
import { text } from "node:stream/consumers";
const { mark, title } = JSON.parse(await text(process.stdin));
appendFileSync(new URL("../letters.jsonl", import.meta.url), JSON.stringify({ mark, title }) + "\\n");
`;
