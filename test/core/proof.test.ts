import { describe, expect, it } from "vitest";
import type { Executed } from "../../src/core/contracts/session.ts";
import { type Evidence, proofOf } from "../../src/core/publish/proof.ts";
import { finish, ScriptedBackend, say, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const files = { "state/queue-manual.md": QUEUE };
const done = (reason = "Nothing to do. Exiting.") => finish({ stated: { item: "done", reason }, text: reason });

const NOTHING: Evidence = { changed: [], branch: "main", verified: [], met: [] };
const session = (given: { item?: object; text?: string; reason?: string; prompt?: string } = {}) =>
  ({
    item: { source: "work-queue", id: "a", path: "state/queue-manual.md", ...given.item },
    prompt: given.prompt ?? "",
    result: { text: given.text ?? "", stated: { item: "done", reason: given.reason ?? "" } },
  }) as unknown as Executed;

describe("what shows that a session did what it says", () => {
  it.each([
    ["a file on the branch", session(), { changed: ["a.md", "b/c.md"] }, "2 files on main"],
    [
      "an answer to whoever waits for one",
      session({ item: { replyTo: { channel: "github", to: "o/r#1" } }, text: "It is 42." }),
      {},
      "answered in o/r#1",
    ],
    ["what its item had waited for", session(), { met: ["pr o/r#12 merged"] }, "pr o/r#12 merged has come about"],
    [
      "a command that passes with it, and fails without",
      session(),
      { changed: ["state/queue-manual.md"], verified: ["npm test"] },
      "npm test passed",
    ],
  ] as const)("is %s", (_, what, evidence, detail) => {
    expect(proofOf(what, { ...NOTHING, ...evidence })?.detail).toBe(detail);
  });

  const asked = { replyTo: { channel: "github", to: "o/r#1" } };
  it.each([
    ["its own word", session({ text: "All done.", reason: "done" }), {}],
    ["its journal", session(), { changed: ["journal/2026-11-23/note.md"] }],
    ["the entry of its item", session(), { changed: ["state/queue-manual.md"] }],
    ["time that has passed", session(), { met: ["until 2026-11-23"] }],
    [
      "an answer that stands in its prompt",
      session({ item: asked, text: "> Please *do* it", prompt: "please do it\nnow" }),
      {},
    ],
    ["an empty answer", session({ item: asked, text: " \n" }), {}],
    ["an answer that nobody waits for", session({ text: "It is 42." }), {}],
  ] as const)("is not %s", (_, what, evidence) => {
    expect(proofOf(what, { ...NOTHING, ...evidence })).toBeUndefined();
  });
});

describe("a session that says done, and nothing shows it", () => {
  it("is said to be unproven, and its entry stays in the queue", async () => {
    const { session, remote, fleet } = await world({ files, backend: new ScriptedBackend(done()) });
    expect((await session()).outcome).toEqual({ kind: "done", unproven: true, reason: "Nothing to do. Exiting." });
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "free", attempts: 1 }]);
  });

  const QUEUED = "state/queue-manual.md";
  const seen = write({ [QUEUED]: QUEUE.replace("READY", "READY - seen") });
  it.each([
    ["passes without its entry as well (B2)", [seen], ["true"], "done, unproven"],
    ["fails without its entry (B2)", [seen], [`grep -q seen ${QUEUED}`], "done: passed"],
    ["fails without its journal", [write({ "journal/2026-11-23/a.md": "a" })], ["ls journal"], "done: passed"],
    ["was not there to pass: it has changed nothing", [], ["false"], "done, unproven"],
  ] as const)("is judged by a command that %s", async (_, steps, verify, judged) => {
    const { session } = await world({ files, verify, backend: new ScriptedBackend(...steps, done()) });
    const { outcome, proof } = await session();
    expect(`${outcome.kind}${outcome.unproven ? ", unproven" : ""}${proof ? `: ${proof.kind}` : ""}`).toBe(judged);
  });

  it("is tried three times, and then a person is asked", async () => {
    const reasons = ["All of it is there.", "It was there before.", "Somebody has written it."];
    const { session, fleet } = await world({
      files,
      backend: reasons.map((reason) => new ScriptedBackend(done(reason))),
    });
    for (const kind of ["done", "done", "done", "idle"]) expect((await session()).outcome.kind).toBe(kind);
    expect(await fleet.ledger.history.claims("main")).toMatchObject([{ state: "quarantined" }]);
  });

  it("costs no commit when it was a duty, and its due is over (B2)", async () => {
    const made = await world({ agents: { ann: { work: ["duty"] } }, backend: new ScriptedBackend(done()) });
    const before = await made.remote.head();
    expect(await made.session()).toMatchObject({ outcome: { unproven: true }, publication: { kind: "none" } });
    expect(await made.remote.head()).toBe(before);
    expect(await made.fleet.ledger.history.claims("main")).toMatchObject([{ state: "done" }]);
  });

  it("is so too where it says progress", async () => {
    const backend = new ScriptedBackend(finish({ stated: { item: "progress", reason: "half" } }));
    const { session } = await world({ files, backend });
    expect((await session()).outcome).toMatchObject({ kind: "progress", unproven: true });
  });

  it("is believed when it has changed a file, and the ledger keeps why", async () => {
    const backend = new ScriptedBackend(write({ "report.md": "well\n" }), say("so"), done("written"));
    const { session, fleet } = await world({ files, backend });
    const { id } = await session();
    expect(await fleet.ledger.history.find(id)).toMatchObject([
      { outcome: { kind: "done" }, proof: { kind: "published", detail: "1 file on main" } },
    ]);
  });

  it("has no proof left when its work turns out not to fit", async () => {
    const made = await world({
      files: { ...files, "report.md": "old\n" },
      backend: new ScriptedBackend(
        write({ "report.md": "mine\n" }),
        { type: "call", call: () => theirs() },
        done("ok"),
      ),
    });
    const theirs = () => made.remote.commit({ "report.md": "theirs\n" });
    const ended = await made.session();
    expect(ended).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "rescued" } });
    expect(ended.proof).toBeUndefined();
  });
});
