import { describe, expect, it } from "vitest";
import { QUEUE, world } from "../../core/world.ts";
import { patience } from "../../limits.ts";
import type { Turn } from "../../mock/ollama.ts";
import { backendOf, calls, DONE, serverSaying } from "./desk.ts";

const files = { "state/queue-manual.md": QUEUE, "notes.md": "Sales: ?\n" };
const WORK = [
  calls("read", { path: "notes.md" }),
  calls("edit", { path: "notes.md", old: "?", new: "42" }),
  calls("run", { command: "wc -l < notes.md > count" }),
];

async function sessionOf(turns: readonly Turn[], options = {}) {
  const server = await serverSaying(turns);
  const here = await world({ files, backend: backendOf({ url: server.url, model: "mock", ...options }) });
  return { ended: await here.session(), remote: here.remote, server };
}

describe("a session on ollama", () => {
  it("brings what the agent did with its tools to the remote", async () => {
    const { ended, remote } = await sessionOf([...WORK, DONE]);
    expect(ended).toMatchObject({ outcome: { kind: "done", reason: "as asked" }, publication: { kind: "published" } });
    expect([await remote.read("notes.md"), await remote.read("count")]).toEqual(["Sales: 42\n", "1\n"]);
  });

  it("rescues what an agent wrote whose server died, and says what has failed", async () => {
    const { ended, remote } = await sessionOf([...WORK, { error: { status: 500, text: "CUDA error: out of memory" } }]);
    expect(ended).toMatchObject({
      outcome: { kind: "failed", cause: "api_error", reason: expect.stringContaining("does not fit") as string },
      publication: { kind: "rescued" },
    });
    const ref = ended.publication.kind === "rescued" ? ended.publication.ref : "";
    expect(await remote.read("notes.md", ref)).toBe("Sales: 42\n");
  });

  it("publishes as progress what a model did that never says that it is done (O10)", async () => {
    const again = calls("write", { path: "report.md", content: "hello\n" });
    const { ended, remote } = await sessionOf(Array.from({ length: 20 }, () => again));
    expect(ended).toMatchObject({ outcome: { kind: "progress" }, publication: { kind: "published" } });
    expect(await remote.read("report.md")).toBe("hello\n");
  });

  it("tells the agent who it is and what its item is", async () => {
    const { server } = await sessionOf([DONE]);
    expect(server.asked[0]?.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(server.asked[0]?.messages[1]?.content).toMatch(/# You are ann[\s\S]*Write the report/);
  });
});

const { MIDWATCH_OLLAMA: url, MIDWATCH_OLLAMA_MODEL: model } = process.env;
const why = url && model ? "" : " (skipped: name one with MIDWATCH_OLLAMA and MIDWATCH_OLLAMA_MODEL)";

describe.skipIf(why !== "")(`a session on a real server${why}`, () => {
  it("writes the file it is asked for", async () => {
    const queue = QUEUE.replace("Write the report", "Write a file report.md that holds the one word hello");
    const backend = backendOf({ url, model });
    expect(await backend.probe(patience())).toMatchObject({ status: "pass" });
    const { session, remote } = await world({ files: { "state/queue-manual.md": queue }, backend });
    expect(await session({ signal: patience() })).toMatchObject({
      outcome: { kind: "done" },
      publication: { kind: "published" },
    });
    expect(await remote.read("report.md")).toMatch(/hello/i);
  });
});
