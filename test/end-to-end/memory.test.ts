import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { TestFleet, temporaryFolder, write } from "./fleet.ts";

const notes = (said: object) => {
  const block = JSON.stringify({ item: "done", reason: "as asked", ...said });
  return `touch "made-$$-$RANDOM"; echo '${JSON.stringify({ type: "message", text: `\`\`\`midwatch\n${block}\n\`\`\`` })}'`;
};

const NOTICED = { observations: ["The remote refuses a push over 50 MB"], beliefs: ["Pushes are slow on Mondays"] };

interface Listed {
  readonly memories: readonly { readonly id: string; readonly text: string; readonly standing: string }[];
}

describe("midwatch memory", () => {
  const made = new TestFleet({ agents: { ann: { program: notes(NOTICED) } }, tasks: ["push-one", "push-two"] });
  let belief = "";

  beforeAll(async () => {
    await made.run("ann");
    const { memories } = await made.ask<Listed>("memory", "list");
    belief = memories.find(({ text }) => text.includes("Mondays"))?.id.slice(-10) ?? "";
  });

  it("says how much there is, and plainly that words alone are looked for", async () => {
    const { stdout } = await made.cli("memory");
    expect(stdout).toMatch(/ann\s+3\s+0\s+0/);
    expect(stdout).toContain("Found by words alone: no embedder is configured.");
    expect(await made.ask("memory")).toMatchObject({ embedder: null, agents: [{ agent: "ann", memories: 3 }] });
  });

  it("searches, shows, follows ties, fades with a reason, and promotes", async () => {
    expect((await made.cli("memory", "search", "a push was refused")).stdout).toContain(NOTICED.observations[0]);
    expect((await made.cli("memory", "graph", belief)).stdout).toContain("— about → workspace-tasks: push-one");
    expect((await made.cli("memory", "fade", belief, "--reason", "it is quick now")).code).toBe(0);
    expect((await made.cli("memory", "show", belief)).stdout).toContain("faded: it is quick now (");
    expect((await made.cli("memory", "search", "push on Mondays")).stdout).not.toContain("Mondays");
    expect((await made.cli("memory", "promote", belief)).code).toBe(0);
    expect((await made.cli("memory", "rebuild")).stdout).toContain("ann: 3 memories, full text alone");
    expect((await made.cli("memory", "search", "push on Mondays")).stdout).toContain("Mondays");
  });

  it("wants to know what, whose and why", async () => {
    for (const [args, complaint] of [
      [["show", "nothing-1"], 'no memory is called "nothing-1"; "midwatch memory list" names them'],
      [["fade", "nothing-1"], "--reason"],
      [["import", "/nowhere"], "/nowhere cannot be read"],
    ] as const)
      expect(await made.cli("memory", ...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(complaint) as string,
      });
  });

  it("says that it has failed when the vectors of a rebuilt index could not be made", async () => {
    const broken = new TestFleet({ agents: { ann: { program: notes(NOTICED) } }, tasks: ["push-one"] });
    await broken.run("ann");
    broken.configure([
      "workspaces: { desk: { remote: ../remote.git } }",
      "memory: { embedder: { use: openai, url: http://127.0.0.1:9, model: none } }",
    ]);
    const { code, stdout } = await broken.cli("memory", "rebuild");
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^ann: 3 memories, full text alone\n {2}found by words alone: .* cannot be reached/,
      ) as string,
    });
  });

  it("does not say that meaning helps when the model for that is not there (O11)", async () => {
    const without = new TestFleet({ agents: { ann: { program: notes(NOTICED) } } });
    without.configure([
      "workspaces: { desk: { remote: ../remote.git } }",
      "memory: { embedder: { use: ollama, url: http://127.0.0.1:9, model: none } }",
    ]);
    const { stdout } = await without.cli("memory");
    expect(stdout).toMatch(/Found by words alone, although ollama\/none is configured: .* cannot be reached/);
    expect(await without.ask("memory")).toMatchObject({
      embedder: "ollama/none",
      trouble: expect.any(String) as string,
    });
  });

  it("says which line of a record is damaged, and goes on", async () => {
    appendFileSync(join(made.folder, ".midwatch", "memory", "record", "ann.jsonl"), '{"sum":"0000');
    expect((await made.cli("memory")).stdout).toMatch(/line \d+ of its record is damaged/);
    expect((await made.run("ann")).outcome.kind).toBe("done");
    expect((await made.ask<Listed>("memory", "list")).memories.length).toBeGreaterThan(3);
  });

  it("K02: keeps once what a session noticed that was killed with -9 while it pushed", async () => {
    const killed = new TestFleet({ agents: { ann: { program: notes(NOTICED) } }, tasks: ["push-one", "push-two"] });
    killed.hook(
      "pre-receive",
      "[ -e $signals/hold ] && touch $signals/held\nwhile [ -e $signals/hold ]; do sleep 0.05; done",
    );
    killed.signal("hold");
    const run = killed.start("run", "ann", "--json");
    await appears(join(killed.signals, "held"));
    run.kill();
    await run.finished;
    rmSync(join(killed.signals, "hold"));
    await killed.run("ann");
    const { memories } = await killed.ask<Listed & { memories: { strength: number }[] }>("memory", "list");
    // By both sessions, each of which had an item of its own.
    expect(memories.filter(({ text }) => text === NOTICED.observations[0])).toMatchObject([{ strength: 2 }]);
  });

  it("takes over nothing that an agent only says back to the person (O2)", async () => {
    const folder = temporaryFolder();
    const asked = "Look at the deploy script. Never push to the release branch on a Friday";
    const observations = ["Never push to the release branch on a Friday", "The script leaves a lock behind"];
    const block = `\`\`\`midwatch\n${JSON.stringify({ item: "done", observations })}\n\`\`\``;
    const line = (role: string, content: string) => JSON.stringify({ role, content, timestamp: "2026-11-20T10:00:00" });
    const said = [line("user", asked), line("assistant", `${asked}\n\nIt is short.\n\n${block}`)];
    write(folder, "2026-11-20-red-fox/conversation.jsonl", said.join("\n"));
    await made.ask("memory", "import", folder);
    const texts = (await made.ask<Listed>("memory", "list")).memories.map(({ text }) => text);
    expect(texts).toContain("The script leaves a lock behind");
    expect(texts).not.toContain(observations[0]);
    expect(texts.filter((text) => text.startsWith("Look at the deploy"))).toEqual([
      expect.stringContaining("progress, It is short."),
    ]);
  });

  it("takes over a person's own sessions, each once; those that read the web wait", async () => {
    const folder = temporaryFolder();
    const claude = (content: unknown, type = "assistant") =>
      JSON.stringify({ type, sessionId: "c1", timestamp: "2026-11-20T10:00:00Z", message: { role: type, content } });
    const text = `It is the proxy.\n\n\`\`\`midwatch\n${JSON.stringify({ item: "done", observations: ["The proxy cuts pushes off"] })}\n\`\`\``;
    write(
      folder,
      "p/c1.jsonl",
      [claude("Why do pushes hang?", "user"), claude([{ type: "text", text }]), "{torn"].join("\n"),
    );
    const used = claude([{ type: "tool_use", name: "WebFetch", input: {} }]);
    write(
      folder,
      "p/c2.jsonl",
      [claude("What is new?", "user"), used, claude("All is.")].join("\n").replaceAll("c1", "c2"),
    );
    const gptme = (role: string, content: string) =>
      JSON.stringify({ role, content, timestamp: "2026-11-20T10:00:00" });
    const said = [
      gptme("system", "You are"),
      gptme("user", "Mend the parser"),
      gptme("assistant", "The parser is mended."),
    ];
    write(folder, "2026-11-20-blue-fox/conversation.jsonl", said.join("\n"));
    write(folder, "2026-11-20-blue-fox/events.jsonl", '{"seq":1}');
    write(folder, "other.jsonl", '{"a":1}\n');
    const first = await made.ask<{ sessions: number; passed: object[] }>("memory", "import", folder);
    expect(first).toMatchObject({ sessions: 3, passed: [{ reason: "no conversation of Claude Code or gptme" }] });
    const texts = (await made.ask<Listed>("memory", "list")).memories.map((each) => `${each.standing}: ${each.text}`);
    expect(texts).toEqual(
      expect.arrayContaining([
        "active: The proxy cuts pushes off",
        expect.stringMatching(/^active: Mend the parser: progress, The parser is mended\./),
        expect.stringMatching(/^quarantined: What is new\?/),
      ]),
    );
    expect(await made.ask("memory", "import", folder)).toMatchObject({ memories: 0 });
    expect(readFileSync(join(folder, "p", "c1.jsonl"), "utf8")).toContain("{torn");
  });
});
