// An agent that speaks the Agent Client Protocol as the sdk does, and does what the name of its script says.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { Readable, Writable } from "node:stream";
import * as acp from "@agentclientprotocol/sdk/unstable";

const { agent, methods, ndJsonStream, RequestError } = acp;
const script = process.argv[2] ?? "works";
const never = new Promise(() => {});
let cancelled = () => {};

const SCRIPTS = {
  async works({ say, update }) {
    await update({ sessionUpdate: "plan", entries: [{ content: "Edit a.txt", priority: "high", status: "pending" }] });
    await say("I edit it.\n");
    await call(update, { kind: "edit", rawInput: { path: "a.txt" } });
    writeFileSync("a.txt", "beta\n");
    await update({ sessionUpdate: "usage_update", used: 10, size: 100, cost: { amount: 0.0123, currency: "USD" } });
    for (const piece of ["Done. ", "All ", "of it."]) await say(piece);
    return {
      stopReason: "end_turn",
      usage: { totalTokens: 150, inputTokens: 80, cachedReadTokens: 20, outputTokens: 50 },
    };
  },
  async asks({ say, update, client, sessionId }) {
    const answers = [];
    for (const [kind, path] of [["edit", "a.txt"], ["fetch"], ["read", "/etc/passwd"], ["other"], ["think"]]) {
      const toolCall = { toolCallId: kind, kind, title: `${kind} it`, locations: path ? [{ path }] : [] };
      await update({ ...toolCall, sessionUpdate: "tool_call", status: "pending" });
      const options = ["allow_always", "allow_once", "reject_once"].map((name) => ({
        optionId: name,
        name,
        kind: name,
      }));
      const { outcome } = await client.request(methods.client.session.requestPermission, {
        sessionId,
        toolCall,
        options,
      });
      answers.push(`${kind}: ${outcome.optionId}`);
      await update({ sessionUpdate: "tool_call_update", toolCallId: kind, status: "completed" });
    }
    await say(answers.join(", "));
    return { stopReason: "end_turn" };
  },
  async hangs({ say }) {
    await say("working\n");
    await new Promise((done) => (cancelled = done));
    return { stopReason: "cancelled", usage: { totalTokens: 3, inputTokens: 2, outputTokens: 1 } };
  },
  async ignores({ say }) {
    process.on("SIGTERM", () => {});
    await say("working\n");
    setInterval(() => {}, 1000);
    return never;
  },
  /** Commands, one after the other, and what they print as its words; the last for ever, or to an end that says done. */
  async runs({ say, update }) {
    const { commands, forEver } = JSON.parse(process.argv[3]);
    for (const command of commands) await runs(command, { say, update });
    while (forEver) await runs(commands.at(-1), { say, update });
    await say("\n```midwatch\nitem: done\nreason: as asked\n```\n");
    return { stopReason: "end_turn" };
  },
  async dies({ say }) {
    await say("working\n");
    process.stderr.write("panic: out of everything\n", () => process.exit(7));
    return never;
  },
  async babbles({ say }) {
    process.stdout.write('Loading…\n[1,2]\n{"no": "message"}\n{"jsonrpc": "2.0", cut o\n');
    const long = `{"jsonrpc":"2.0","method":"x","params":"${"x".repeat(300 * 1024)}"}\n`;
    // A web stream drops what it is given while the stream beneath it is full.
    await new Promise((done) => process.stdout.write(long, done));
    await say("still here");
    return { stopReason: "end_turn" };
  },
  async stays({ say }) {
    setInterval(() => {}, 1000);
    await say("done");
    return { stopReason: "end_turn" };
  },
  async silent() {
    return { stopReason: "end_turn" };
  },
  async refuses() {
    return { stopReason: "refusal" };
  },
  async notes({ say, update }) {
    await say("```midwatch\nitem: done\nreason: it is done\n```\n");
    await call(update, { kind: "think" });
    await say("Bye.");
    return { stopReason: "end_turn" };
  },
  unauthorised() {
    throw new RequestError(-32000, "Authentication required");
  },
  limited() {
    throw new RequestError(-32603, "Internal error", { errorKind: "rate_limit" });
  },
  broken() {
    throw new RequestError(-32603, "Internal error", { details: "oops" });
  },
};

let calls = 0;

async function runs(command, { say, update }) {
  calls += 1;
  const toolCallId = String(calls);
  await update({ sessionUpdate: "tool_call", toolCallId, title: "sh", kind: "execute", rawInput: { command } });
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const chunk of child.stdout) {
    await say(chunk.toString("latin1"));
    if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  }
  await update({ sessionUpdate: "tool_call_update", toolCallId, status: "completed" });
}

async function call(update, { kind, rawInput }) {
  await update({
    sessionUpdate: "tool_call",
    toolCallId: "1",
    title: "a call",
    kind,
    status: "pending",
    rawInput: { pa: "" },
  });
  await update({ sessionUpdate: "tool_call_update", toolCallId: "1", rawInput, status: "in_progress" });
  const content = [{ type: "content", content: { type: "text", text: "edited" } }];
  await update({ sessionUpdate: "tool_call_update", toolCallId: "1", status: "completed", content });
}

agent({ name: "scripted" })
  .onRequest(methods.agent.initialize, () =>
    script === "mute"
      ? never
      : { protocolVersion: script === "newer" ? 99 : 1, agentInfo: { name: "scripted", version: "1" } },
  )
  .onRequest(methods.agent.session.new, () => ({
    sessionId: "s1",
    ...(process.argv[3] === "models" && {
      configOptions: [{ id: "m", name: "Model", category: "model", type: "select", currentValue: "a", options: [] }],
    }),
  }))
  .onRequest(methods.agent.session.setConfigOption, ({ params }) => {
    writeFileSync("model", params.value);
    return { configOptions: [] };
  })
  .onNotification(methods.agent.session.cancel, () => cancelled())
  .onRequest(methods.agent.session.prompt, ({ params, client }) => {
    const { sessionId } = params;
    const update = (what) => client.notify(methods.client.session.update, { sessionId, update: what });
    const say = (text) => update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
    return SCRIPTS[script]({ say, update, client, sessionId });
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
