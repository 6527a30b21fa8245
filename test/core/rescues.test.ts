import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { unknownWork } from "../../src/core/rescues/find.ts";
import { waitingRescues } from "../../src/core/rescues/waiting.ts";
import { finish, ScriptedBackend, type Step, write } from "../../src/testing/index.ts";
import { patience } from "../limits.ts";
import { QUEUE, world } from "./world.ts";

const files = { "state/queue-manual.md": QUEUE };
const DAY = 24 * 60 * 60 * 1000;
const done = finish({ stated: { item: "done", reason: "written" } });
const waiting = finish({ stated: { item: "waiting", reason: "for the owner" } });
const broken = finish({ stopReason: "error", cause: "exit_code", text: "no luck" });
const report = (text = "It is well.\n") => write({ "report.md": text });

type World = Awaited<ReturnType<typeof world>>;

const rescues = ({ fleet }: World) => fleet.ledger.history.rescues();
const obligations = async ({ fleet }: World) => (await fleet.ledger.history.obligations()).map(({ key }) => key);
const sessionIn = async ({ fleet }: World, id: string) => (await fleet.ledger.history.find(id))[0];
const remoteRefs = async ({ remote }: World) =>
  (await simpleGit(remote.path).raw(["for-each-ref", "--format=%(refname)", "refs/midwatch/rescue"])).trim();

const hubOf =
  ({ fleet }: World) =>
  (...args: readonly string[]) =>
    execFileSync("git", ["--git-dir", join(fleet.folders.path("x"), "..", "..", "repos", "main.git"), ...args], {
      encoding: "utf8",
    }).trim();

/** As somebody does by hand who wants the space back. */
const clearHub = (made: World) => hubOf(made)("gc", "--quiet", "--prune=now");

/** A person's clone of the remote, and what they do there with git. */
async function person({ remote }: World) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-person-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await simpleGit().clone(remote.path, folder, ["--quiet"]);
  const git = simpleGit(folder);
  await git.addConfig("user.name", "person");
  await git.addConfig("user.email", "person@example.org");
  return { folder, git: (...args: string[]) => git.raw(args) };
}

/** One session published, after which the branch is to be rewritten. */
async function published(...later: readonly ScriptedBackend[]) {
  const backend = [new ScriptedBackend(report(), done), ...later, new ScriptedBackend(waiting)];
  const made = await world({ files: { ...files, "other.md": "x\n" }, backend });
  const before = await made.remote.head();
  const { id } = await made.session();
  return { made, before, id };
}

describe("work in conflict", () => {
  const conflicted = async () => {
    const theirs = () => made.remote.commit({ "report.md": "theirs\n" });
    const made: World = await world({
      files: { ...files, "report.md": "old\n" },
      backend: [
        new ScriptedBackend(report(), { type: "call", call: () => theirs() }, done),
        new ScriptedBackend(report("Anew.\n"), done),
      ],
    });
    const { id } = await made.session();
    return { made, id };
  };

  it("S10: is asked for no more when a later session has done and published its item, and is kept all the same", async () => {
    const { made, id } = await conflicted();
    expect(await obligations(made)).toEqual([`conflict:${id}`]);
    const later = await made.session();
    expect(later.publication.kind).toBe("published");
    expect(await obligations(made)).toEqual([]);
    const reason = `session ${later.id.slice(-8)} has done and published the item`;
    expect(await rescues(made)).toMatchObject([{ session: id, state: "superseded", reason }]);
    expect(await remoteRefs(made)).toContain(id);
  });

  it("is asked for no more when a person has merged it", async () => {
    const { made } = await conflicted();
    const { git } = await person(made);
    const [rescue] = await rescues(made);
    await git("fetch", "--quiet", "origin", rescue?.ref ?? "");
    await git("merge", "--quiet", "-X", "ours", "-m", "Merge it", "FETCH_HEAD");
    await git("push", "--quiet", "origin", "HEAD:main");
    await made.session();
    expect(await obligations(made)).toEqual([]);
    expect((await rescues(made))[0]).toMatchObject({ state: "merged", reason: "main has it" });
  });
});

describe("a tip that a session has left on another branch (A1)", () => {
  const branched = async () => {
    const backend = [
      new ScriptedBackend(
        {
          type: "call",
          async call({ cwd }) {
            const git = simpleGit(cwd);
            await git.raw(["switch", "--quiet", "-c", "fix/x"]);
            await writeFile(join(cwd, "n.md"), "n\n");
            await git.raw(["add", "--all"]);
            await git.raw(["-c", "user.name=ann", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "fix"]);
            await git.raw(["switch", "--quiet", "main"]);
          },
        },
        report(),
        finish({ stated: { item: "progress", reason: "half of it" } }),
      ),
      new ScriptedBackend(done),
    ];
    const made = await world({ files, backend });
    const { id } = await made.session();
    return { made, id };
  };

  it("waits, is listed by its branch, and is on no remote", async () => {
    const { made, id } = await branched();
    expect(await rescues(made)).toMatchObject([
      {
        name: id.slice(-8),
        kind: "tip",
        from: "branch fix/x",
        commits: 1,
        files: 1,
        state: "waiting",
        offRemote: true,
      },
    ]);
    const [group] = await waitingRescues(made.fleet.ledger.history, made.clock.now());
    expect(group?.lines).toEqual([`1 commit on fix/x is in nothing published: midwatch rescue apply ${id.slice(-8)}`]);
    expect(await remoteRefs(made)).toBe("");
  });

  it("is named in its item's next brief, and not applied by itself", async () => {
    const { made, id } = await branched();
    const later = await made.session();
    const text = await readFile(join(later.folder, "input/brief.md"), "utf8");
    expect(text).toContain(`1 commit of session ${id.slice(-8)} (branch fix/x); git show`);
    expect(await made.remote.read("n.md")).toBeUndefined();
    expect(await rescues(made)).toMatchObject([{ state: "waiting" }]);
  });
});

describe("a branch that becomes an unrelated one while a session works", () => {
  it("does not get its work: that is kept, a person is asked, and the session's record is on it", async () => {
    const replace = async () => {
      const { git } = await person(made);
      await git("checkout", "--quiet", "--orphan", "fresh");
      await git("commit", "--quiet", "-m", "Begin again");
      await git("push", "--quiet", "--force", "origin", "HEAD:main");
    };
    const made: World = await world({
      files,
      backend: [new ScriptedBackend(report(), { type: "call", call: replace }, done)],
    });
    const { id, publication, outcome } = await made.session();
    expect({ publication, outcome }).toMatchObject({ publication: { kind: "rescued" }, outcome: { kind: "done" } });
    const owed = (await made.fleet.ledger.history.obligations()).find(({ key }) => key === `conflict:${id}`);
    expect(owed?.action).toMatch(/they have no commit in common; midwatch rescue open/);
    expect(await made.remote.read("report.md")).toBeUndefined();
  });
});

describe("S11: a branch that a person has rewritten", () => {
  it("withdraws what it dropped: the session says so, a ref keeps it, its item is open again, somebody is asked", async () => {
    const { made, before, id } = await published();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    await made.session();
    const publication = { kind: "withdrawn", branch: "main", reason: "main was rewritten without it" };
    expect(await sessionIn(made, id)).toMatchObject({ outcome: { kind: "done" }, publication });
    expect(await rescues(made)).toMatchObject([
      { session: id, kind: "work", state: "waiting", item: { id: "write-the-report" } },
    ]);
    expect(await made.remote.read("report.md", await remoteRefs(made))).toBe("It is well.\n");
    expect(await obligations(made)).toContain(`withdrawn:${id}`);
  });

  it("is searched for all that was published, not for the latest alone", async () => {
    const { made, before, id } = await published(new ScriptedBackend(waiting));
    await made.session();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    const { history } = made.fleet.ledger;
    const all = history.published.bind(history);
    // As if so many sessions had published since.
    vi.spyOn(history, "published").mockImplementation(async (place, limit) => (limit < 1000 ? [] : all(place, limit)));
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
  });

  it("is searched once more where midwatch was killed in the middle", async () => {
    const { made, before, id } = await published(new ScriptedBackend(waiting), new ScriptedBackend(waiting));
    await made.session();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    const { ledger } = made.fleet;
    vi.spyOn(ledger, "republish").mockRejectedValueOnce(new Error("killed"));
    await made.session();
    const all = ledger.history.published.bind(ledger.history);
    vi.spyOn(ledger.history, "published").mockImplementation(async (place, limit) =>
      limit < 1000 ? [] : all(place, limit),
    );
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
  });

  it("is searched although a killed git has left a lock on the note of it", async () => {
    const { made, before, id } = await published();
    const git = (path: string) => join(made.fleet.folders.path("x"), "..", "..", "repos", "main.git", path);
    await mkdir(git("refs/midwatch/searched"), { recursive: true });
    await writeFile(git("refs/midwatch/searched/main.lock"), "");
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
    expect(JSON.stringify(made.events)).not.toContain("could not be updated");
  });

  it("knows the sessions that published last by the ledger's order, not by clocks that were moved", async () => {
    const backend = [
      new ScriptedBackend(write({ "one.md": "1\n" }), finish({ stated: { item: "progress", reason: "half" } })),
      new ScriptedBackend(write({ "two.md": "2\n" }), done),
    ];
    const made = await world({ files, backend });
    const { id } = await made.session();
    made.clock.advance(-DAY);
    const later = await made.session();
    const [last, first] = await made.fleet.ledger.history.published({ name: "main", branch: "main" }, 2);
    expect([last?.id, first?.id]).toEqual([later.id, id]);
    expect(last?.startedAt).toBeLessThan(first?.startedAt ?? 0);
  });

  it("withdraws what a session had written and taken back itself: its commits are in no history any more", async () => {
    const script = "git add -A; git commit -qm add; git revert --no-edit HEAD; git log --format=%H";
    const identity = ["-c", "user.name=ann", "-c", "user.email=ann@example.org"];
    const revert: Step = {
      type: "call",
      call: ({ cwd }) => {
        const run = `git() { command git ${identity.join(" ")} "$@"; }; ${script}`;
        execFileSync("bash", ["-ec", run], { cwd });
      },
    };
    const backend = [new ScriptedBackend(report(), revert, done), new ScriptedBackend(waiting)];
    const made = await world({ files: { ...files, "other.md": "x\n" }, backend });
    const before = await made.remote.head();
    const { id, publication } = await made.session();
    expect(publication).toMatchObject({ kind: "published" });
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
    expect(await made.remote.read("report.md", `${await remoteRefs(made)}~1`)).toBe("It is well.\n");
  });

  it("finds what it dropped although git has cleared the hub meanwhile", async () => {
    const { made, before, id } = await published(new ScriptedBackend(waiting));
    clearHub(made);
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    await made.fleet.workspaces.get("main").fetch(patience());
    clearHub(made);
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
    expect(await made.remote.read("report.md", await remoteRefs(made))).toBe("It is well.\n");
  });

  it("is told of, and the others are looked after, although one session's commits are nowhere any more", async () => {
    const { made, before, id } = await published(
      new ScriptedBackend(report("Anew.\n"), done),
      new ScriptedBackend(waiting),
    );
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    const hub = hubOf(made);
    for (const ref of hub("for-each-ref", "--format=%(refname)").split("\n").filter(Boolean))
      hub("update-ref", "-d", ref);
    clearHub(made);
    await made.session();
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "withdrawn" } });
    const owed = (await made.fleet.ledger.history.obligations()).find(({ key }) => key === `withdrawn:${id}`);
    expect(owed?.action).toContain("its commits are in no repository that midwatch knows");
  });

  it("opens the item again, and nobody starts from what was taken away", async () => {
    const seen: (string | undefined)[] = [];
    const look = { type: "call", call: ({ cwd }: { cwd: string }) => void seen.push(cwd) } as const;
    const { made, before } = await published(new ScriptedBackend(look, waiting));
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    const later = await made.session();
    expect(later.item?.id).toBe("write-the-report");
    expect(seen).toHaveLength(1);
    expect(await made.remote.read("report.md")).toBeUndefined();
  });

  it("is told once, however often somebody looks", async () => {
    const { made, before, id } = await published();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    for (const _ of [1, 2, 3]) await made.session();
    expect((await rescues(made)).filter(({ session }) => session === id)).toHaveLength(1);
  });

  it("a branch that a person has rewritten that was amended, rebased or squashed has everything all the same: nothing is withdrawn", async () => {
    for (const rewrite of [
      ["commit", "--amend", "--quiet", "-m", "In other words"],
      ["rebase", "--quiet", "--onto", "side", "HEAD~1"],
      ["reset", "--quiet", "--soft", "HEAD~1"],
    ]) {
      const { made, id } = await published();
      const { folder, git } = await person(made);
      await git("branch", "side", "HEAD~1");
      await writeFile(join(folder, "mine.md"), "mine\n");
      await git(...rewrite);
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "-m", "Mine");
      await git("push", "--quiet", "--force", "origin", "HEAD:main");
      await made.session();
      expect([rewrite[0], (await sessionIn(made, id))?.publication?.kind]).toEqual([rewrite[0], "published"]);
      expect(await rescues(made)).toEqual([]);
    }
  });

  it("withdraws one session's commit and leaves the others' that are there still", async () => {
    const backend = [
      new ScriptedBackend(write({ "one.md": "1\n" }), finish({ stated: { item: "progress", reason: "half" } })),
      new ScriptedBackend(write({ "two.md": "2\n" }), done),
      new ScriptedBackend(waiting),
    ];
    const made = await world({ files, backend });
    const first = await made.session();
    const kept = await made.remote.head();
    const second = await made.session();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", kept]);
    await made.session();
    const kinds = [first, second].map(async ({ id }) => (await sessionIn(made, id))?.publication?.kind);
    expect(await Promise.all(kinds)).toEqual(["published", "withdrawn"]);
  });

  it("has it again when a person puts it back, and nobody is asked any more", async () => {
    const { made, before, id } = await published();
    const after = await made.remote.head();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", before]);
    await made.session();
    await simpleGit(made.remote.path).raw(["update-ref", "refs/heads/main", after]);
    await made.session();
    expect(await obligations(made)).not.toContain(`withdrawn:${id}`);
    expect(await rescues(made)).toMatchObject([{ state: "merged" }]);
    expect(await sessionIn(made, id)).toMatchObject({ publication: { kind: "published" } });
  });
});

describe("a rescue ref", () => {
  const cutShort = async () => {
    const made = await world({
      files,
      backend: [new ScriptedBackend(report(), broken), new ScriptedBackend(done), new ScriptedBackend(waiting)],
    });
    const { id } = await made.session();
    return { made, id };
  };

  it("stays on the remote for as long as what it holds is nowhere else", async () => {
    const made = await world({ files, backend: [new ScriptedBackend(report(), broken), new ScriptedBackend(broken)] });
    await made.session();
    made.clock.advance(400 * DAY);
    await made.session();
    expect(await remoteRefs(made)).toContain("refs/midwatch/rescue");
  });

  it("leaves the remote 90 days after its work was published, and never the hub", async () => {
    const { made } = await cutShort();
    expect((await made.session()).publication.kind).toBe("published");
    await made.session();
    made.clock.advance(89 * DAY);
    await made.session();
    expect(await remoteRefs(made)).not.toBe("");
    made.clock.advance(2 * DAY);
    await made.session();
    expect(await remoteRefs(made)).toBe("");
    const [rescue] = await rescues(made);
    expect(rescue).toMatchObject({ offRemote: true });
    expect(await made.fleet.workspaces.get("main").keptRefs.commitAt(rescue?.ref ?? "")).toBeDefined();
  });

  it("a rescue ref that was dropped while the remote was away leaves it with the next session", async () => {
    const { made } = await cutShort();
    const [rescue] = await rescues(made);
    const end = { workspace: "main", ref: rescue?.ref ?? "", state: "dropped", reason: "no", at: 1 } as const;
    await made.fleet.ledger.rescues.end(end);
    await made.session();
    expect(await remoteRefs(made)).toBe("");
  });

  it("a rescue ref that the remote does not let go of is left alone for a day, and stops no session", async () => {
    const { made } = await cutShort();
    await writeFile(
      join(made.remote.path, "hooks/update"),
      "#!/bin/sh\ncase $3 in *[1-9a-f]*) ;; *) exit 1 ;; esac\n",
      {
        mode: 0o755,
      },
    );
    const [rescue] = await rescues(made);
    const end = { workspace: "main", ref: rescue?.ref ?? "", state: "dropped", reason: "no", at: 1 } as const;
    await made.fleet.ledger.rescues.end(end);
    expect((await made.session()).outcome.kind).toBe("done");
    expect(await rescues(made)).toMatchObject([{ offRemote: false, next: made.clock.now() + DAY }]);
  });
});

describe("work that the hub keeps and the ledger does not know", () => {
  it("is told of, and is found by its ref, until the ref is gone", async () => {
    const made = await world({ files, backend: [new ScriptedBackend(waiting), new ScriptedBackend(waiting)] });
    await made.session();
    const ref = "refs/midwatch/kept/ann/01a228da-c223-70f8-a770-f9a831b42a3b/1-fix-x";
    hubOf(made)("update-ref", ref, "refs/midwatch/upstream/main");
    await made.session();
    const [owed] = await made.fleet.ledger.history.obligations();
    expect(owed).toMatchObject({ key: "unknown-work:main" });
    expect(owed?.action).toMatch(
      new RegExp(`does not know \\(1 ref below refs/midwatch\\): midwatch rescue open ${ref}$`),
    );
    const { ledger, workspaces } = made.fleet;
    expect(await unknownWork(ref, { history: ledger.history, workspaces })).toMatchObject({
      agent: "ann",
      workspace: "main",
    });
    hubOf(made)("update-ref", "-d", ref);
    await made.session();
    expect(await made.fleet.ledger.history.obligations()).toEqual([]);
  });
});
