import { afterAll } from "vitest";
import { describeBackend } from "../../../src/testing/describe-backend.ts";
import { MockOllama } from "../../mock/ollama.ts";
import { backendOf, calls, DONE } from "./desk.ts";

const command = (text: string) => ({ text: "I look.", ...calls("run", { command: text }) });
const block = (name: string, args: unknown) => `\`\`\`tool\n${JSON.stringify({ name, arguments: args })}\n\`\`\``;

const server = await MockOllama.start({
  working: { play: (turn) => [command("echo hello"), DONE][turn] ?? {} },
  hanging: { play: (turn) => (turn === 0 ? command("echo hello") : { text: "And now", ending: "stall" }) },
  stubborn: { play: () => command("trap '' TERM; echo here; while :; do sleep 1; done") },
  clinging: { play: (turn) => [command("(setsid sleep 1000 &) ; echo here"), DONE][turn] ?? {} },
  plain: {
    capabilities: ["completion"],
    play: (turn) => ({ text: [block("list", {}), block("done", { item: "done", reason: "listed" })][turn] ?? "" }),
  },
});
afterAll(() => server.close());

const on = (model: string) => backendOf({ url: server.url, model });

describeBackend("ollama", {
  working: () => on("working"),
  failing: () => on("there-is-no-such-model"),
  hanging: () => on("hanging"),
  stubborn: () => on("stubborn"),
  clinging: () => on("clinging"),
});

describeBackend("ollama, by a model that knows no tools", {
  working: () => on("plain"),
  failing: () => backendOf({ url: "http://127.0.0.1:9", model: "plain" }),
  hanging: () => on("hanging"),
});
