import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { until } from "../limits.ts";

const { MIDWATCH_LLAMA_SERVER = "", MIDWATCH_LLAMA_MODEL = "", MIDWATCH_NO_LLAMA: missing } = process.env;

/** Why there is no real model here; "" when there is one. */
export const NO_MODEL = MIDWATCH_LLAMA_SERVER === "" ? ` (left out: ${missing ?? "no server is provided"})` : "";

/** What the model is called. */
export const MODEL = "smollm2";
/** In tokens: enough for what each agent asks first, and little for a reply that has no end of its own. */
const WINDOW = 5120;
const LONGEST_REPLY = 120;
/** Conversations that it remembers the beginning of. */
const SLOTS = 3;

/** The packaged model on llama.cpp's own server, which speaks OpenAI's and Anthropic's APIs. */
export async function startLlama(): Promise<{ url: string; close: () => Promise<void> }> {
  const port = await freePort();
  const sizes = ["-c", WINDOW * SLOTS, "-n", LONGEST_REPLY, "-np", SLOTS, "-t", 2].map(String);
  const argv = ["-m", MIDWATCH_LLAMA_MODEL, "--alias", MODEL, "--jinja", "--host", "127.0.0.1", "--port", String(port)];
  const env = { ...process.env, LD_LIBRARY_PATH: dirname(MIDWATCH_LLAMA_SERVER) };
  const child = spawn(MIDWATCH_LLAMA_SERVER, [...argv, ...sizes], { env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await ready(`${url}/health`, child);
  return { url, close: () => ended(child) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function ready(health: string, child: ChildProcess): Promise<void> {
  const isUp = async () => child.exitCode !== null || (await fetch(health)).ok;
  await until(isUp, "llama-server answers");
  if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
