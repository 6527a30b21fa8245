import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MODEL } from "../../soak/night/llama-server.ts";
import type { Ended } from "../../src/core/contracts/session.ts";
import { CLAUDE_CODE, fleetOn, type Wanted } from "./fleet.ts";
import { GPTME } from "./gptme.ts";

/** Generous: a busy machine of two cores reads forty tokens in a second. */
const MINUTES = 15;
const FREE = `looked: 2026-11-29\nmodels: { ${MODEL}: { input: 0, output: 0 } }\n`;

type Way = (url: string) => Pick<Wanted, "backend" | "agent" | "credentials">;

/** How each backend is told of the server, and held to a few turns: what a small model has not done by then, it never does. */
export const WAYS: Readonly<Record<string, Way>> = {
  "the local loop": (url) => ({
    backend: `use: ollama\napi: openai\nurl: ${url}\nturns: 3\ncontext: 2048\nstall: 1200`,
    agent: `model: ${MODEL}`,
  }),
  "the real Claude Code": (url) => ({
    backend: `use: claude-code\nexecutable: ${CLAUDE_CODE}\nturns: 3\nretries: 1\nstall: 1200`,
    agent: `model: ${MODEL}\ntools: [read, edit]`,
    credentials: { ANTHROPIC_API_KEY: "sk-ant-none", ANTHROPIC_BASE_URL: url },
  }),
  "the real gptme": (url) => ({
    backend: `use: gptme\nexecutable: ${GPTME}\nbaseUrl: ${url}/v1\nsteps: 3\nsystem: short\nretries: 0\nstall: 1200`,
    agent: `model: local/${MODEL}`,
  }),
};

/** A small model is slow, and repeats itself. */
const NO_GUARDS = `guards: [${["turns", "silence", "loop", "no-progress", "wall-time"].map((use) => `{ use: ${use}, off: true }`).join(", ")}]`;

/** One session of a duty on the small model: how it ended, what it changed but for its bookkeeping, and what it was charged. */
export async function sessionOn(way: Way, url: string) {
  const duty = "Write a file hello.txt that holds the one word hello.";
  const fleet = await fleetOn({ ...way(url), duty, minutes: MINUTES, fleet: NO_GUARDS });
  writeFileSync(join(fleet.folder, "prices.yaml"), FREE);
  const before = fleet.remote.files();
  const ended = (await fleet.run()) as Ended;
  const changed = fleet.remote.files().filter((file) => !before.includes(file) && !file.startsWith("journal/"));
  return { ended, changed, charged: chargedIn(fleet.folder) };
}

/** In micro-dollars: what is not known is charged as it was reserved. */
function chargedIn(folder: string): number {
  const ledger = new DatabaseSync(join(folder, ".midwatch", "ledger.db"), { readOnly: true });
  const row = ledger.prepare("SELECT coalesce(sum(coalesce(spent, micros)), 0) AS sum FROM reservation").get();
  ledger.close();
  return Number(row?.sum);
}
