import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const {
  MIDWATCH_LLAMA_PYTHON: python = "",
  MIDWATCH_LLAMA_MODEL: weights = "",
  MIDWATCH_NO_LLAMA: missing,
} = process.env;

/** Why there is no real model here; "" when there is one. */
export const NO_MODEL = python === "" ? ` (left out: ${missing ?? "no server is provided"})` : "";

/** What the model is called. */
export const MODEL = "smollm2";
/** In tokens: enough for what each agent asks first, and little for a reply that has no end of its own. */
const WINDOW = 5120;
const LONGEST_REPLY = 120;
/** Conversations that it remembers the beginning of. */
const SLOTS = 3;

const SERVE = join(import.meta.dirname, "llama-server.py");

/** The packaged model on llama.cpp's own server, which speaks OpenAI's and Anthropic's APIs. */
export async function startLlama(): Promise<{ url: string; close: () => Promise<void> }> {
  const wanted = { weights, model: MODEL, window: WINDOW, slots: SLOTS, longestReply: LONGEST_REPLY };
  const child = spawn(python, [SERVE, JSON.stringify(wanted)], { stdio: ["ignore", "pipe", "pipe"] });
  return { url: await addressOf(child), close: () => ended(child) };
}

/** Its first line that is an address; what it complained of when it ends before that. */
async function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error("llama-server has no output to be read");
  createInterface(child.stderr).on("line", (line) => said.push(line));
  for await (const line of createInterface(child.stdout)) if (line.startsWith("http")) return line;
  const why = child.signalCode ?? child.exitCode ?? "closed output";
  throw new Error(`llama-server ended with ${why} before it listened:\n${said.slice(-20).join("\n")}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
