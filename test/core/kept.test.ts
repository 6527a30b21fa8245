import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { summarise } from "../../src/core/text/summary.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const FILES = { "state/queue-manual.md": QUEUE };
const DONE = finish({ stated: { item: "done", reason: "did it" } });

/** An agent that does something with git in its clone, and says that it is done. */
const doing = (script: string, ...before: Parameters<typeof write>[0][]) =>
  new ScriptedBackend(
    ...before.map((files) => write(files)),
    { type: "call", call: ({ cwd }) => void execFileSync("bash", ["-ec", script], { cwd, stdio: "ignore" }) },
    DONE,
  );

const SIDE = "git checkout -q -b fix/x; echo n > n.md; git add n.md; git commit -qm fix; git checkout -q main";

async function ended(script: string, ...before: Parameters<typeof write>[0][]) {
  const made = await world({ files: FILES, backend: doing(script, ...before) });
  const session = await made.session();
  const [record] = await made.fleet.ledger.history.sessions({ limit: 1 });
  const hub = join(made.fleet.folders.path(""), "..", "repos", "main.git");
  const inHub = (...args: readonly string[]) => execFileSync("git", ["-C", hub, ...args], { encoding: "utf8" }).trim();
  inHub("gc", "--quiet", "--prune=now");
  const clone = made.fleet.folders.clone(made.fleet.folders.path(session.id));
  return { ...made, session, record, inHub, clone };
}

describe("a session that ended well, and made more than it published", () => {
  it("says so, and its record has it, when its clone is gone (A1)", async () => {
    const { session, record, inHub, clone, fleet } = await ended(SIDE, { "report.md": "x\n" });
    expect(session).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    const tip = { ref: `refs/midwatch/kept/ann/${session.id}/1-fix-x`, from: "branch fix/x", commits: 1, files: 1 };
    expect(record?.kept).toEqual([{ ...tip, bytes: expect.any(Number) }]);
    expect(record?.kept?.[0]?.bytes).toBeGreaterThan(100);
    expect(summarise(session)).toContain("1 commit on fix/x is not on main");
    expect(inHub("show", `${tip.ref}:n.md`)).toBe("n");
    expect(existsSync(clone)).toBe(false);
    expect(await fleet.ledger.history.obligations()).toEqual([]);
  });

  it("asks somebody to look at a clone that cannot be removed, and ends well (S1)", async () => {
    const made = await world({ files: FILES, backend: doing("true", { "report.md": "x\n" }) });
    const written = new Error("ENOTEMPTY: directory not empty");
    Object.assign(made.fleet.folders, { drop: () => Promise.reject(written) });
    expect(await made.session()).toMatchObject({ publication: { kind: "published" } });
    const [asked] = await made.fleet.ledger.history.obligations();
    expect(asked?.action).toMatch(
      /could not be removed: ENOTEMPTY.*a program of its session may still be writing there$/,
    );
  });

  it("tells five of many places, and where the others are told", async () => {
    const { session } = await ended(
      `for n in 1 2 3 4 5 6 7; do git checkout -q -b side-$n main; echo $n > $n.md; git add -A; git commit -qm $n; done; git checkout -q main`,
    );
    const said = summarise(session);
    expect(said.match(/ is not on main/g)).toHaveLength(5);
    expect(said).toMatch(new RegExp(`; and 2 more: midwatch why ${session.id.slice(-8)}$`));
  });

  it("leaves no ref behind but those that are needed", async () => {
    const { inHub, session } = await ended(SIDE);
    const refs = inHub("for-each-ref", "--format=%(refname)").split("\n");
    const own = ["refs/midwatch/searched/main", "refs/midwatch/upstream/main"];
    expect(refs).toEqual([`refs/midwatch/kept/ann/${session.id}/1-fix-x`, ...own]);
  });

  it("left a merge open: nothing of it is published, and nobody goes on with it unasked (A4)", async () => {
    const { session, remote, fleet } = await ended(`
      git checkout -q -b o; echo theirs > README.md; git commit -qam theirs; git checkout -q main
      echo ours > README.md; git commit -qam ours; ! git merge o`);
    expect(session).toMatchObject({
      outcome: { kind: "failed", cause: "unfinished", reason: "a merge in README.md is not finished" },
      publication: {
        kind: "rescued",
        ref: `refs/midwatch/rescue/ann/${session.id}/1`,
        reason: "a merge in README.md is not finished: its work waits for a person",
      },
    });
    expect(await remote.read("README.md")).toBe("# Here\n");
    expect(await remote.read("README.md", `refs/midwatch/rescue/ann/${session.id}/1`)).toContain("<<<<<<<");
    expect(
      await fleet.ledger.history.rescued("main", { source: "work-queue", id: session.item?.id ?? "" }),
    ).toBeUndefined();
  });

  it("has removed its repository: nothing is published, and its files are kept (S6)", async () => {
    const { session, remote } = await ended("rm -rf ./* .git; chmod 000 .");
    expect(session).toMatchObject({ outcome: { kind: "failed", cause: "damaged" }, publication: { kind: "rescued" } });
    expect(await remote.read("README.md")).toBe("# Here\n");
  });

  it("keeps its clone where something in it could not be kept, and asks somebody (S2)", async () => {
    const { session, record, clone, fleet } = await ended(`
      git checkout -q -b lost; echo n > n.md; git add -A; git commit -qm lost
      tree=$(git rev-parse HEAD^{tree}); git checkout -q main; rm .git/objects/\${tree:0:2}/\${tree:2}`);
    expect(session.outcome.kind).toBe("done");
    expect(record?.unkept).toEqual([expect.stringMatching(/^[0-9a-f]{7} of branch lost is not whole/)]);
    expect(existsSync(clone)).toBe(true);
    expect(await fleet.ledger.history.obligations()).toMatchObject([
      { key: `clone:${session.id}`, action: expect.stringContaining(clone) },
    ]);
  });
});

describe("a session that died", () => {
  it("leaves all that it made, wherever in its clone that was (A1)", async () => {
    const made = await world({ files: FILES, backend: doing(SIDE, { "report.md": "x\n" }) });
    made.meanwhile("collect", () => {
      throw new Error("the disk is on fire");
    });
    const { id } = await made.session();
    const [record] = await made.fleet.ledger.history.sessions({ limit: 1 });
    expect(record).toMatchObject({
      publication: { kind: "rescued" },
      kept: [{ ref: `refs/midwatch/kept/ann/${id}/1-fix-x`, from: "branch fix/x" }],
    });
  });

  it("a session that died after it had said what is to be published has it published once (A1)", async () => {
    const made = await world({ files: FILES, backend: doing(SIDE, { "report.md": "x\n" }) });
    made.meanwhile("push", () => {
      throw new Error("the disk is on fire");
    });
    await made.session();
    const [record] = await made.fleet.ledger.history.sessions({ limit: 1 });
    expect(record).toMatchObject({ publication: { kind: "published" }, kept: [{ from: "branch fix/x" }] });
  });
});
