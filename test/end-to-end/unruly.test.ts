import { fileURLToPath } from "node:url";
import { MockOllama } from "../mock/ollama.ts";
import { states } from "./fleet.ts";
import { describeUnruly } from "./unruly.ts";

const ACP_AGENT = fileURLToPath(new URL("../backends/acp/agent.mjs", import.meta.url));

/** A program that tells of its commands as calls. */
describeUnruly("a command", async ({ commands, forEver }) => {
  const told = (command: string, id: number) =>
    `echo '${JSON.stringify({ type: "tool_call", id: String(id), name: "sh", input: id })}'; ${command}`;
  const last = told(commands.at(-1) ?? "true", commands.length);
  const first = commands.slice(0, -1).map(told);
  return { program: [...first, forEver ? `while :; do ${last}; done` : last, states("done")].join("\n") };
});

describeUnruly("ollama's loop", async ({ commands, forEver }, { onEnd }) => {
  const call = (name: string, args: unknown) => ({ calls: [{ name, arguments: args }] });
  const orders = commands.map((command) => call("run", { command }));
  const done = call("done", { item: "done", reason: "as asked" });
  const play = (turn: number) => orders[turn] ?? (forEver ? orders.at(-1) : undefined) ?? done;
  const server = await MockOllama.start({ mock: { play } });
  onEnd(() => server.close());
  return { backend: `{ use: ollama, url: "${server.url}" }`, settings: ["model: mock"] };
});

describeUnruly("an agent that speaks ACP", async (orders) => {
  const run = [process.execPath, ACP_AGENT, "runs", JSON.stringify(orders)];
  return { backend: JSON.stringify({ use: "acp", run }) };
});
