import { rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { finish, ScriptedBackend, type Step, write } from "../../src/testing/index.ts";
import { QUEUE, START, world } from "./world.ts";

const REPORT = write({ "report.md": "It is well.\n" });
const files = { "state/queue-manual.md": QUEUE };
const stated = (item: "done" | "progress" | "waiting" | "blocked" | "not-viable", reason: string) =>
  finish({ stated: { item, reason }, text: "That was it." });
const playing = (...script: Step[]) => world({ files, backend: new ScriptedBackend(...script) });

describe("a session that ended by itself", () => {
  it("is done when the run says so: work, queue and journal are published in one push", async () => {
    const { session, remote } = await playing(REPORT, stated("done", "the report is written"));
    expect(await session()).toMatchObject({
      outcome: { kind: "done", reason: "the report is written" },
      publication: { kind: "published", commit: await remote.head(), branch: "main" },
    });
    expect(await remote.read("report.md")).toBe("It is well.\n");
    expect(await remote.read("state/queue-manual.md")).toContain("✅ **Write the report** (2026-11-23): the report");
  });

  it("leaves an entry in the journal that says what was done, to which files, with which last words", async () => {
    const { session, remote } = await playing(REPORT, stated("done", "the report is written"));
    const { id } = await session();
    expect(await remote.files("journal")).toEqual([`journal/2026-11-23/090000-ann-${id.slice(-8)}.md`]);
    const entry = await remote.journal();
    for (const said of [id, "# Write the report", "Outcome: done: the report", "- report.md", "That was it."])
      expect(entry).toContain(said);
  });

  it.each([
    ["progress", "IN PROGRESS - half of it", "free"],
    ["waiting", "WAITING - half of it", "done"],
    ["blocked", "BLOCKED - half of it", "done"],
    ["not-viable", "❌ not viable: **Write the report** (2026-11-23): half of it", "done"],
  ] as const)("publishes what it has when its item is %s, and records that", async (kind, recorded, claim) => {
    const { session, remote, fleet } = await playing(REPORT, stated(kind, "half of it"));
    expect(await session()).toMatchObject({ outcome: { kind }, publication: { kind: "published" } });
    expect(await remote.read("report.md")).toBeDefined();
    expect(await remote.read("state/queue-manual.md")).toContain(recorded);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ item: "write-the-report", state: claim }]);
  });

  it("is progress when it said nothing and changed a file", async () => {
    const { session } = await playing(REPORT, finish({ text: "Well." }));
    expect((await session()).outcome).toEqual({
      kind: "progress",
      reason: "no result reported, 1 file changed; last message: Well.",
    });
  });

  it("is without effect when it said nothing and changed nothing; three of those quarantine the item", async () => {
    const { session, fleet, remote } = await playing(finish());
    for (const kind of ["no-effect", "no-effect", "no-effect", "idle"])
      expect((await session()).outcome.kind).toBe(kind);
    expect(await fleet.ledger.history.obligations()).toMatchObject([{ owner: "owner" }]);
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
  });

  it("is taken at its word in the notes block of its last message", async () => {
    const text = "All good.\n\n```midwatch\nitem: done\nreason: it was easy\n```";
    const { session } = await playing(REPORT, finish({ text }));
    expect((await session()).outcome).toEqual({ kind: "done", reason: "it was easy" });
  });

  it("publishes on top of what others have pushed meanwhile", async () => {
    const { session, remote } = await world({
      files,
      backend: new ScriptedBackend(REPORT, { type: "call", call: () => other() }, stated("done", "written")),
    });
    const other = () => remote.commit({ "other.md": "theirs\n" });
    expect((await session()).publication.kind).toBe("published");
    expect([await remote.read("other.md"), await remote.read("report.md")]).toEqual(["theirs\n", "It is well.\n"]);
  });

  it("tries again when somebody pushes between its fetch and its push", async () => {
    const { session, remote, meanwhile, clock } = await playing(REPORT, stated("done", "written"));
    meanwhile("push", () => remote.commit({ "other.md": "theirs\n" }));
    const running = session();
    await clock.sleeping();
    clock.advance(10_000);
    expect((await running).publication.kind).toBe("published");
    expect(await remote.files("journal")).toHaveLength(1);
    expect(await remote.read("other.md")).toBe("theirs\n");
  });

  it("keeps its work as pending while the remote is away, and the next session sends it first", async () => {
    const { session, remote, fleet } = await playing(
      REPORT,
      { type: "call", call: () => away() },
      stated("done", "ok"),
    );
    const [gone, away] = [`${remote.path}.gone`, () => rename(remote.path, gone)];
    const { id, publication } = await session();
    expect(publication).toMatchObject({ kind: "pending", reason: expect.stringContaining("cannot be fetched") });
    await rename(gone, remote.path);
    await session();
    expect(await remote.read("report.md")).toBe("It is well.\n");
    expect((await fleet.ledger.history.find(id))[0]?.publication?.kind).toBe("published");
  });
});

describe("a conflict on publishing", () => {
  const clash = async () => {
    const made = await world({
      files: { ...files, "report.md": "old\n" },
      backend: [new ScriptedBackend(REPORT, { type: "call", call: () => theirs() }, stated("done", "written"))],
    });
    const theirs = () => made.remote.commit({ "report.md": "theirs\n" });
    return made;
  };

  it("keeps the work under a rescue ref, on the remote too, and leaves the branch to the others", async () => {
    const { session, remote } = await clash();
    const { publication, id } = await session();
    const ref = `refs/midwatch/rescue/ann/${id}/1`;
    expect(publication).toEqual({ kind: "rescued", ref, reason: "it conflicts with main" });
    expect(await remote.read("report.md")).toBe("theirs\n");
    expect(await remote.read("report.md", ref)).toBe("It is well.\n");
  });

  it("asks a person, does not call the item done, and says so in the journal", async () => {
    const { session, remote, fleet } = await clash();
    const { id } = await session();
    expect(await fleet.ledger.history.obligations()).toMatchObject([
      { key: `conflict:${id}`, action: expect.stringContaining("report.md") },
    ]);
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
    expect(await remote.journal()).toContain(`Work kept under: refs/midwatch/rescue/ann/${id}/1`);
  });
});

describe("a session that was cut short", () => {
  it("is stopped by its signal: what it wrote is rescued, the item free, the queue untouched", async () => {
    const stop = new AbortController();
    const { session, remote, fleet } = await playing(
      REPORT,
      { type: "call", call: () => stop.abort() },
      { type: "hang" },
    );
    const { id, outcome, publication } = await session({ signal: stop.signal });
    expect([outcome.kind, publication.kind]).toEqual(["stopped", "rescued"]);
    expect(await remote.read("report.md", `refs/midwatch/rescue/ann/${id}/1`)).toBe("It is well.\n");
    expect(await remote.read("report.md")).toBeUndefined();
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "free", attempts: 0 }]);
  });

  it("is stopped at its deadline, and says after how long", async () => {
    const { session } = await world({
      files,
      agents: { ann: { limits: { minutes: 0.01 } } },
      backend: new ScriptedBackend({ type: "hang" }),
    });
    expect((await session()).outcome).toEqual({
      kind: "stopped",
      cause: "deadline",
      reason: "stopped after 0.01 minutes",
    });
  });

  it("has failed when its run has: what it wrote is rescued, the journal says why", async () => {
    const error = finish({ stopReason: "error", cause: "exit_code", text: "it exited with 3" });
    const { session, remote, fleet } = await playing(REPORT, error);
    const { outcome, publication } = await session();
    expect(outcome).toEqual({ kind: "failed", cause: "exit_code", reason: "it exited with 3" });
    expect(publication.kind).toBe("rescued");
    expect(await remote.journal()).toContain("Outcome: failed: it exited with 3");
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "free", attempts: 1 }]);
  });

  it.each(["refusal", "max_tokens"] as const)("gives a reason even when %s came without a word", async (stopReason) => {
    const { session } = await playing(finish({ stopReason }));
    expect((await session()).outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/\w{4}/) });
  });

  it("is deferred when it was asked to come later: nothing is published, nothing counted", async () => {
    const later = finish({ stopReason: "error", cause: "retry_later", text: "too many requests" });
    const { session, remote, fleet } = await playing(later);
    const before = await remote.head();
    expect(await session()).toMatchObject({
      outcome: { kind: "deferred", cause: "retry_later", reason: "too many requests" },
      publication: { kind: "none" },
    });
    expect(await remote.head()).toBe(before);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "free", attempts: 0 }]);
  });

  it("keeps what a deferred run has written", async () => {
    const later = finish({ stopReason: "error", cause: "retry_later", text: "too many requests" });
    const { session } = await playing(REPORT, later);
    expect(await session()).toMatchObject({ outcome: { kind: "deferred" }, publication: { kind: "rescued" } });
  });
});

describe("the item's next session", () => {
  const cut = finish({ stopReason: "error", cause: "signal", text: "killed" });

  it("starts from what the last one had written, and publishes both", async () => {
    const second = new ScriptedBackend(write({ "more.md": "more\n" }), stated("done", "finished"));
    const { session, remote } = await world({ files, backend: [new ScriptedBackend(REPORT, cut), second] });
    await session();
    expect((await session()).publication.kind).toBe("published");
    expect(second.requests[0]?.prompt).toContain("It is in your working tree already");
    expect([await remote.read("report.md"), await remote.read("more.md")]).toEqual(["It is well.\n", "more\n"]);
  });

  it("hands on what it started from when it is cut short, too, before it could add to it", async () => {
    const third = new ScriptedBackend(stated("done", "finished"));
    const { session, remote } = await world({
      files,
      backend: [new ScriptedBackend(REPORT, cut), new ScriptedBackend(cut), third],
    });
    await session();
    const { id, publication } = await session();
    expect(publication).toMatchObject({ kind: "rescued", ref: `refs/midwatch/rescue/ann/${id}/1` });
    expect((await session()).publication.kind).toBe("published");
    expect(third.requests[0]?.prompt).toContain("It is in your working tree already");
    expect(await remote.read("report.md")).toBe("It is well.\n");
  });

  it("leaves it where it is when it is only deferred", async () => {
    const later = finish({ stopReason: "error", cause: "retry_later", text: "too many requests" });
    const { session, remote } = await world({
      files,
      backend: [new ScriptedBackend(REPORT, cut), new ScriptedBackend(later), new ScriptedBackend(stated("done", "x"))],
    });
    await session();
    expect(await session()).toMatchObject({ outcome: { kind: "deferred" }, publication: { kind: "none" } });
    await session();
    expect(await remote.read("report.md")).toBe("It is well.\n");
  });

  it("is told where that is when it no longer applies, and starts from the newest state", async () => {
    const second = new ScriptedBackend(finish());
    const made = await world({
      files: { ...files, "report.md": "old\n" },
      backend: [new ScriptedBackend(REPORT, cut), second],
    });
    const { id } = await made.session();
    await made.remote.commit({ "report.md": "theirs\n" });
    await made.session();
    expect(second.requests[0]?.prompt).toContain(`kept under refs/midwatch/rescue/ann/${id}/1, and conflicts`);
  });

  it("hears of earlier sessions in its brief", async () => {
    const second = new ScriptedBackend(finish());
    const { session } = await world({
      files,
      backend: [new ScriptedBackend(REPORT, stated("progress", "half")), second],
    });
    await session();
    await session();
    expect(second.requests[0]?.prompt).toContain("2026-11-23 09:00 UTC, Write the report: progress, half");
  });
});

it("stamps a session with the fleet's clock", async () => {
  const { session, fleet, clock } = await playing(finish());
  clock.advance(5_000);
  const { id } = await session();
  expect(await fleet.ledger.history.find(id)).toMatchObject([{ startedAt: START + 5_000, endedAt: START + 5_000 }]);
});
