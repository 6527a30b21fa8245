import { rename } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import channels from "../../plugins/channels/index.ts";
import type { Channel } from "../../src/core/contracts/channel.ts";
import type { Address, WorkSource } from "../../src/core/contracts/work.ts";
import { FakeClock, finish, partOf, ScriptedBackend, type Step, testHost, write } from "../../src/testing/index.ts";
import { FakeGitHub } from "../plugins/channels/fake-github.ts";
import { START, world } from "./world.ts";

const PLACE: Address = { channel: "github", to: "acme/site#12" };

/** Somebody asks, on an issue, and waits there for the answer. */
const asked = (replyTo = PLACE): WorkSource => ({
  name: "issues",
  tier: "secondary",
  candidates: async () => [{ id: "acme/site#12", title: "How long?", state: "ready", replyTo }],
});

const SAYS = "It takes two days. @everyone knows, says `@code`.\n\n```midwatch\nitem: done\nreason: answered\n```";
const answers = (state = "done", ...steps: readonly Step[]) =>
  new ScriptedBackend(...steps, finish({ text: SAYS.replace("done", state) }));

let github: FakeGitHub;
let channel: Channel;

beforeAll(async () => {
  github = new FakeGitHub();
  github.now = () => START;
  const api = await github.start();
  const host = await testHost("/tmp", { PATH: process.env.PATH ?? "" }, { GITHUB_TOKEN: github.token });
  channel = partOf(channels, "channel", { use: "github", api }, { ...host, clock: new FakeClock(START) });
});

beforeEach(() => {
  github.comments.set("acme/site/issues/12", []);
  github.heard.length = 0;
});

const wanting = (backend = answers(), replyTo = PLACE) =>
  world({
    agents: { ann: { work: ["issues"] } },
    sources: [asked(replyTo)],
    backend,
    channels: { github: channel },
  });

describe("the answer to whoever asked", () => {
  it("is sent when the work has arrived, with what the run has said and the commit, once", async () => {
    const { session, run } = await wanting(answers("done", write({ "a.md": "a\n" })));
    const { publication } = await session();
    const [body = "", ...others] = github.bodies();
    const commit = publication.kind === "published" ? publication.commit : "";
    expect(body).toContain("**Done**: answered\n\nIt takes two days. @\u200Beveryone knows, says `@code`");
    expect(body).toContain(`Recorded as ${commit.slice(0, 12)} on main.`);
    expect(body).toMatch(/<!-- midwatch:letter [0-9a-f-]{36} -->$/);
    await run();
    expect(others).toEqual([]);
    expect(github.bodies()).toHaveLength(1);
  });

  it.each(["waiting", "not-viable"])("is sent when the item is %s, too", async (state) => {
    const { session } = await wanting(answers(state));
    expect((await session()).outcome.kind).toBe(state);
    expect(github.bodies()).toHaveLength(1);
  });

  it("waits until the work has arrived, however late that is, and names its commit then", async () => {
    const leaves: Step = { type: "call", call: () => away() };
    const { session, remote } = await wanting(answers("done", write({ "a.md": "a\n" }), leaves));
    const [gone, away] = [`${remote.path}.gone`, () => rename(remote.path, gone)];
    await session();
    expect(github.heard).toEqual([]);
    await rename(gone, remote.path);
    await session();
    expect(github.bodies()).toMatchObject([expect.stringContaining("Recorded as")]);
    expect(await remote.read("a.md")).toBe("a\n");
  });

  it("is not sent as long as the item goes on, or when its session fails", async () => {
    const { session } = await wanting(new ScriptedBackend(write({ "a.md": "a\n" }), finish({ text: "Half." })));
    expect((await session()).outcome.kind).toBe("progress");
    const failing = await wanting(new ScriptedBackend(finish({ stopReason: "error", text: "No." })));
    expect((await failing.session()).outcome.kind).toBe("failed");
    expect(github.heard).toEqual([]);
  });
});

describe("a reply that cannot be sent", () => {
  it.each([
    ["acme/nowhere#1", "404: Not Found"],
    ["no issue", '"no issue" is no issue'],
  ])("is owed by a person, who is told why: %s", async (to, reason) => {
    const { session, fleet } = await wanting(answers(), { channel: "github", to });
    expect((await session()).outcome.kind).toBe("done");
    const [delivery] = await fleet.ledger.history.letters();
    expect(delivery?.state).toBe("held");
    const [owed] = await fleet.ledger.history.obligations();
    expect(owed?.key).toBe(`reply:${delivery?.id}`);
    expect(owed?.action).toContain(reason);
  });

  it("stands in the next session's brief, and its memory check says who waits", async () => {
    const backend = answers();
    const { session, fleet } = await wanting(backend, { channel: "github", to: "acme/nowhere#1" });
    await session();
    await fleet.inbox.put("ann", "Something else");
    await session();
    const { prompt } = backend.requests[1] ?? {};
    expect(prompt).toContain("owner: answer acme/nowhere#1 yourself, or mend what is wrong");
    expect(prompt).toContain("- answers: 1 not sent: acme/nowhere#1 has no answer yet: 404: Not Found");
  });

  it("is owed as well when its channel is not declared", async () => {
    const { session, fleet } = await wanting(answers(), { channel: "mail", to: "me" });
    await session();
    const [owed] = await fleet.ledger.history.obligations();
    expect(owed?.action).toContain("no channel is called mail in midwatch.yaml; there are: github");
  });
});
