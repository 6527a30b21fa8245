import { fileURLToPath } from "node:url";
import { MockOllama } from "../mock/ollama.ts";
import { type AgentFixture, says, type TestFleet } from "./fleet.ts";

/** What an agent's model wants: commands, one after the other; the last for ever, or until it says that it is done. */
export interface Orders {
  readonly commands: readonly string[];
  readonly forEver: boolean;
}

/** Where an agent is wanted: in a fleet that is there already; and what is to be done when the test is over. */
interface Post {
  readonly fleet: TestFleet;
  readonly onEnd: (close: () => Promise<void>) => void;
}

/** Makes an agent of a backend, whose model gives these orders. */
export type Hire = (orders: Orders, post: Post) => Promise<AgentFixture>;

/** A program that tells of its commands as calls. */
export const onCommand: Hire = async ({ commands, forEver }) => {
  const told = (command: string, id: number) =>
    `echo '${JSON.stringify({ type: "tool_call", id: String(id), name: "sh", input: id })}'; ${command}`;
  const last = told(commands.at(-1) ?? "true", commands.length);
  const first = commands.slice(0, -1).map(told);
  return { program: [...first, forEver ? `while :; do ${last}; done` : last, says("done")].join("\n") };
};

/** The loop of midwatch's own, on a scripted model. */
export const onOllama: Hire = async ({ commands, forEver }, { onEnd }) => {
  const call = (name: string, args: unknown) => ({ calls: [{ name, arguments: args }] });
  const orders = commands.map((command) => call("run", { command }));
  const done = call("done", { item: "done", reason: "as asked" });
  const play = (turn: number) => orders[turn] ?? (forEver ? orders.at(-1) : undefined) ?? done;
  const server = await MockOllama.start({ mock: { play } });
  onEnd(() => server.close());
  return { backend: `{ use: ollama, url: "${server.url}" }`, settings: ["model: mock"] };
};

const ACP_AGENT = fileURLToPath(new URL("../backends/acp/agent.mjs", import.meta.url));

/** A scripted agent that speaks the Agent Client Protocol. */
export const onAcp: Hire = async (orders) => {
  const run = [process.execPath, ACP_AGENT, "runs", JSON.stringify(orders)];
  return { backend: JSON.stringify({ use: "acp", run }) };
};
