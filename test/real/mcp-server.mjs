import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** A Model Context Protocol server with one tool, "note", which appends to the file it was started with. */
const [, , file] = process.argv;
appendFileSync(file, "started\n");

const TOOL = {
  name: "note",
  description: "Takes a note",
  inputSchema: { type: "object", properties: { text: { type: "string" } } },
};

function answer({ method, params }) {
  if (method === "initialize")
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "desk", version: "1" },
    };
  if (method === "tools/list") return { tools: [TOOL] };
  if (method !== "tools/call") return {};
  appendFileSync(file, `${params.arguments.text}\n`);
  return { content: [{ type: "text", text: "noted" }] };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.id === undefined) continue;
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: message.id, result: answer(message) })}\n`);
}
