#!/usr/bin/env node
import fs from "node:fs";
// mock-anthropic.mjs - a small scripted mock of the Anthropic Messages API, for tests that run the
// real Claude Code CLI (or Agent SDK, or an ACP adapter) against loopback. No dependencies. Node >= 18.
//
//   import { startMock, scenarios } from './mock-anthropic.mjs'
//   const m = await startMock({ scenario: scenarios.bash() })      // port 0 = any free port
//   ... ANTHROPIC_BASE_URL=m.url ... ; m.requests ; await m.close()
//
//   node mock-anthropic.mjs --port 0 --scenario loop [--log req.jsonl] [--port-file p]
//
// A scenario is { steps: [step | (req) => step, ...], after: 'last' | 'text' | 'error', aux: step }.
// Steps are consumed by MAIN requests only (one with a non-empty `tools` list, or any if mainIsAll);
// side requests (titles, summaries, classifiers: no tools) get `aux`.
// step: { text, thinking, tools:[{name,input,id}], usage:{...}, stop_reason, model, delayMs, chunkDelayMs,
//         error:{status,type,message,headers}, stall:true, stallAfterStart:true, drop:true, dropAfterStart:true,
//         sseError:{type,message}, raw:{status,headers,body}, headers:{} }
import http from "node:http";
import { pathToFileURL } from "node:url";

let seq = 0;
const id = (p) => `${p}_mock${String(++seq).padStart(6, "0")}`;
const DEFAULT_USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 5,
};

export const scenarios = {
  text: (o = {}) => ({ steps: [{ text: o.text ?? "mock says hello", usage: o.usage }], after: "last" }),
  bash: (o = {}) => ({
    steps: [
      {
        text: "I will run it.",
        tools: [{ name: "Bash", input: { command: o.command ?? "echo hi > out.txt", description: "Write file" } }],
        usage: o.usage,
      },
      { text: o.text ?? "done", usage: o.usage },
    ],
    after: "last",
  }),
  loop: (o = {}) => ({
    steps: [
      {
        tools: [{ name: "Bash", input: { command: o.command ?? "echo loop", description: "Loop" } }],
        usage: o.usage,
        delayMs: o.delayMs,
      },
    ],
    after: "last",
  }),
  e401: () => ({ steps: [err(401, "authentication_error", "invalid x-api-key")], after: "last", auxSame: true }),
  e403: () => ({
    steps: [err(403, "permission_error", "Your API key does not have permission")],
    after: "last",
    auxSame: true,
  }),
  e404: () => ({ steps: [err(404, "not_found_error", "model: mock-nope")], after: "last", auxSame: true }),
  e429: (o = {}) => ({
    steps: [
      err(429, "rate_limit_error", "This request would exceed your rate limit", {
        "retry-after": String(o.retryAfter ?? 1),
      }),
    ],
    after: "last",
    auxSame: true,
  }),
  e429once: (o = {}) => ({
    steps: [
      err(429, "rate_limit_error", "This request would exceed your rate limit", {
        "retry-after": String(o.retryAfter ?? 1),
      }),
      { text: "after 429" },
    ],
    after: "last",
  }),
  e529: () => ({ steps: [err(529, "overloaded_error", "Overloaded")], after: "last", auxSame: true }),
  e529once: () => ({ steps: [err(529, "overloaded_error", "Overloaded"), { text: "after 529" }], after: "last" }),
  e529fallback: (o = {}) => ({
    steps: [
      (req) =>
        String(req.body?.model ?? "").includes(o.busy ?? "opus")
          ? err(529, "overloaded_error", "Overloaded")
          : { text: `from ${req.body?.model}` },
    ],
    after: "last",
  }),
  e500: () => ({ steps: [err(500, "api_error", "Internal server error")], after: "last", auxSame: true }),
  e400long: () => ({
    steps: [err(400, "invalid_request_error", "prompt is too long: 216000 tokens > 200000 maximum")],
    after: "last",
    auxSame: true,
  }),
  e400credit: () => ({
    steps: [
      err(
        400,
        "invalid_request_error",
        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
      ),
    ],
    after: "last",
    auxSame: true,
  }),
  e400: () => ({
    steps: [err(400, "invalid_request_error", "messages.0: mock bad request")],
    after: "last",
    auxSame: true,
  }),
  stall: () => ({ steps: [{ stall: true }], after: "last", auxSame: true }),
  stallmid: () => ({ steps: [{ text: "partial", stallAfterStart: true }], after: "last" }),
  drop: () => ({ steps: [{ drop: true }], after: "last", auxSame: true }),
  dropmid: () => ({ steps: [{ text: "partial", dropAfterStart: true }], after: "last" }),
  sseerr: () => ({
    steps: [{ text: "partial", sseError: { type: "overloaded_error", message: "Overloaded" } }],
    after: "last",
  }),
  maxtok: () => ({ steps: [{ text: "cut off he", stop_reason: "max_tokens" }], after: "last" }),
  refusal: () => ({ steps: [{ text: "", stop_reason: "refusal" }], after: "last" }),
  empty: () => ({ steps: [{ text: "" }], after: "last" }),
  htmlerr: () => ({
    steps: [
      {
        raw: {
          status: 502,
          headers: { "content-type": "text/html" },
          body: "<html><body>502 Bad Gateway</body></html>",
        },
      },
    ],
    after: "last",
    auxSame: true,
  }),
  usage: (o = {}) => ({
    steps: [
      {
        text: "figures",
        usage: o.usage ?? {
          input_tokens: 1000,
          cache_creation_input_tokens: 2000,
          cache_read_input_tokens: 3000,
          output_tokens: 400,
        },
      },
    ],
    after: "last",
  }),
  sleep: (o = {}) => ({
    steps: [
      {
        text: "sleeping",
        tools: [{ name: "Bash", input: { command: o.command ?? "sleep 60", description: "Sleep" } }],
      },
      { text: "slept" },
    ],
    after: "last",
  }),
};
function err(status, type, message, headers = {}) {
  return { error: { status, type, message, headers } };
}

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

export async function startMock(opts = {}) {
  const state = { scenario: norm(opts.scenario ?? scenarios.text()), n: 0, requests: [], sockets: new Set() };
  const log = (r) => {
    state.requests.push(r);
    if (state.requests.length > (opts.keep ?? 500))
      delete state.requests[state.requests.length - 1 - (opts.keep ?? 500)].body; // a loop must not eat the memory
    if (opts.log) fs.appendFileSync(opts.log, `${JSON.stringify(summary(r))}\n`);
    opts.onRequest?.(r);
  };
  const answer = async (req, res) => {
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const rawBody = Buffer.concat(chunks);
    const url = new URL(req.url, "http://x");
    let body;
    try {
      body = rawBody.length ? JSON.parse(rawBody.toString("utf8")) : undefined;
    } catch {
      body = undefined;
    }
    const rec = {
      t: Date.now(),
      method: req.method,
      path: url.pathname + url.search,
      headers: req.headers,
      bytes: rawBody.length,
      body,
    };
    res.setHeader("request-id", id("req"));
    try {
      if (url.pathname === "/__scenario" && req.method === "POST") {
        // control: {name, opts} or {steps,...}
        state.scenario = norm(body?.name ? scenarios[body.name](body.opts) : body);
        state.n = 0;
        state.requests.length = 0;
        return json(res, 200, { ok: true });
      }
      if (url.pathname === "/__requests") return json(res, 200, state.requests.map(summary));
      log(rec);
      if (req.method === "HEAD") {
        res.writeHead(200);
        return res.end();
      }
      if (url.pathname === "/v1/messages/count_tokens")
        return json(res, 200, { input_tokens: Math.ceil(rawBody.length / 4) });
      if (url.pathname === "/v1/models")
        return json(res, 200, {
          data: [{ type: "model", id: "claude-mock-1", display_name: "Mock", created_at: "2026-01-01T00:00:00Z" }],
          has_more: false,
          first_id: "claude-mock-1",
          last_id: "claude-mock-1",
        });
      if (url.pathname === "/v1/messages" && req.method === "POST") {
        const main = opts.mainIsAll || (body?.tools?.length ?? 0) > 0;
        rec.kind = main ? "main" : "aux";
        let step;
        if (main || state.scenario.auxSame) {
          const i = Math.min(state.n, state.scenario.steps.length - 1);
          step =
            state.n < state.scenario.steps.length || state.scenario.after === "last"
              ? state.scenario.steps[i]
              : { text: "script ended" };
          if (main) state.n++;
        } else step = state.scenario.aux ?? { text: "aux reply" };
        if (typeof step === "function") step = step(rec, state);
        rec.step = step;
        return await play(res, step, body ?? {});
      }
      return json(res, 404, { type: "error", error: { type: "not_found_error", message: "mock: no such path" } });
    } catch (e) {
      try {
        json(res, 500, { type: "error", error: { type: "api_error", message: String(e) } });
      } catch {}
    }
  };
  const server = http.createServer((req, res) => void answer(req, res));
  server.on("connection", (s) => {
    state.sockets.add(s);
    s.on("close", () => state.sockets.delete(s));
  });
  server.keepAliveTimeout = 30_000;
  await new Promise((ok, ko) => {
    server.once("error", ko);
    server.listen(opts.port ?? 0, "127.0.0.1", ok);
  });
  const port = server.address().port;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests: state.requests,
    set(s) {
      state.scenario = norm(s);
      state.n = 0;
      state.requests.length = 0;
    },
    close: () =>
      new Promise((ok) => {
        server.close(() => ok());
        for (const s of state.sockets) s.destroy();
      }),
  };
}
const norm = (s) => ({ after: "last", ...s });
function json(res, status, obj, headers = {}) {
  const b = JSON.stringify(obj);
  res.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(b), ...headers });
  res.end(b);
}

function summary(r) {
  const b = r.body ?? {};
  const flat = (s) => (typeof s === "string" ? [s] : Array.isArray(s) ? s.map((x) => x?.text ?? "") : []);
  const sys = flat(b.system);
  const last = Array.isArray(b.messages) ? b.messages.at(-1) : undefined;
  return {
    t: r.t,
    method: r.method,
    path: r.path,
    kind: r.kind,
    bytes: r.bytes,
    model: b.model,
    stream: b.stream,
    max_tokens: b.max_tokens,
    thinking: b.thinking,
    output_config: b.output_config,
    tools: b.tools?.map((t) => t.name),
    n_messages: b.messages?.length,
    roles: b.messages?.map((m) => m.role),
    system_bytes: sys.reduce((a, s) => a + Buffer.byteLength(s), 0),
    system_parts: sys.map((s) => s.slice(0, 60)),
    last_role: last?.role,
    last_blocks: Array.isArray(last?.content)
      ? last.content.map(
          (c) =>
            c.type +
            ":" +
            String(
              c.text ?? (typeof c.content === "string" ? c.content : JSON.stringify(c.content ?? c.input ?? "")),
            ).slice(0, 120),
        )
      : String(last?.content ?? "").slice(0, 300),
    beta: r.headers["anthropic-beta"],
    version: r.headers["anthropic-version"],
    ua: r.headers["user-agent"],
    retry: r.headers["x-stainless-retry-count"],
    headers: Object.keys(r.headers),
    session: r.headers["x-claude-code-session-id"],
    metadata: b.metadata,
    other_keys: Object.keys(b).filter(
      (k) =>
        ![
          "messages",
          "system",
          "tools",
          "model",
          "stream",
          "max_tokens",
          "thinking",
          "output_config",
          "metadata",
        ].includes(k),
    ),
  };
}

async function play(res, step, body) {
  if (step.delayMs) await sleep(step.delayMs);
  if (step.stall) return; // never answers
  if (step.drop) return res.socket.destroy();
  if (step.raw) {
    res.writeHead(step.raw.status, step.raw.headers);
    return res.end(step.raw.body);
  }
  if (step.error) {
    const e = step.error;
    return json(
      res,
      e.status,
      { type: "error", error: { type: e.type, message: e.message }, request_id: id("req") },
      { ...e.headers },
    );
  }
  const usage = { ...DEFAULT_USAGE, ...step.usage };
  const model = step.model ?? body.model ?? "claude-mock-1";
  const blocks = [];
  if (step.thinking) blocks.push({ type: "thinking", thinking: step.thinking, signature: "mock-signature" });
  if (step.text || (!step.tools && step.text === undefined)) blocks.push({ type: "text", text: step.text ?? "ok" });
  for (const t of step.tools ?? [])
    blocks.push({ type: "tool_use", id: t.id ?? id("toolu"), name: t.name, input: t.input ?? {} });
  const stop_reason = step.stop_reason ?? (step.tools?.length ? "tool_use" : "end_turn");
  const msg = {
    id: id("msg"),
    type: "message",
    role: "assistant",
    model,
    content: blocks,
    stop_reason,
    stop_sequence: null,
    usage,
  };
  if (!body.stream) return json(res, 200, msg, step.headers);
  res.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    ...step.headers,
  });
  const ev = async (type, data) => {
    if (res.destroyed) return;
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    if (step.chunkDelayMs) await sleep(step.chunkDelayMs);
  };
  await ev("message_start", {
    message: { ...msg, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
  });
  await ev("ping", {});
  for (const [index, b] of blocks.entries()) {
    const empty =
      b.type === "text"
        ? { type: "text", text: "" }
        : b.type === "thinking"
          ? { type: "thinking", thinking: "", signature: "" }
          : { ...b, input: {} };
    await ev("content_block_start", { index, content_block: empty });
    if (b.type === "text")
      for (const part of split(b.text))
        await ev("content_block_delta", { index, delta: { type: "text_delta", text: part } });
    else if (b.type === "thinking") {
      await ev("content_block_delta", { index, delta: { type: "thinking_delta", thinking: b.thinking } });
      await ev("content_block_delta", { index, delta: { type: "signature_delta", signature: b.signature } });
    } else
      for (const part of split(JSON.stringify(b.input)))
        await ev("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: part } });
    if (step.stallAfterStart) return;
    if (step.dropAfterStart) {
      await sleep(50);
      return res.socket.destroy();
    }
    if (step.sseError) {
      await ev("error", { error: step.sseError });
      return res.end();
    }
    await ev("content_block_stop", { index });
  }
  await ev("message_delta", { delta: { stop_reason, stop_sequence: null }, usage: { ...usage } });
  await ev("message_stop", {});
  res.end();
}
const split = (s) => {
  const n = Math.max(1, Math.ceil(s.length / 3));
  const out = [];
  for (let i = 0; i < s.length; i += n) out.push(s.slice(i, i + n));
  return out.length ? out : [""];
};

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  const a = process.argv.slice(2);
  const get = (k, d) => {
    const i = a.indexOf(`--${k}`);
    return i < 0 ? d : a[i + 1];
  };
  const name = get("scenario", "text");
  const file = get("scenario-file");
  const scenario = file ? JSON.parse(fs.readFileSync(file, "utf8")) : scenarios[name](JSON.parse(get("opts", "{}")));
  const m = await startMock({
    port: Number(get("port", 0)),
    scenario,
    log: get("log"),
    mainIsAll: a.includes("--main-is-all"),
    onRequest: (r) => console.error(`${r.method} ${r.path} ${r.bytes}B`),
  });
  if (get("port-file")) fs.writeFileSync(get("port-file"), String(m.port));
  console.log(m.url);
  for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => void m.close().then(() => process.exit(0)));
}
