import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import type { PublishEffect } from "../../src/core/contracts/effects.ts";
import { Database } from "../../src/core/host/ledger/database.ts";
import { nextTry } from "../../src/core/landing/postponing.ts";
import { needsYou } from "../../src/core/needs-you/needs-you.ts";
import { summarise } from "../../src/core/text/summary.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { world } from "./world.ts";

const PROTECTED =
  "GH006: Protected branch update failed for refs/heads/main. Changes must be made through a pull request.";
const HOUR = 3_600_000;

const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => `${n + 1}. **Write report ${n + 1}**\n   - Status: READY\n`).join("\n");
const writes = (n: number) =>
  new ScriptedBackend(
    write({ [`report-${n}.md`]: "It is well.\n" }),
    finish({ stated: { item: "done", reason: "written" } }),
  );

/** A fleet with work for some sessions, at a remote that protects main and counts what is pushed to it. */
async function protectedWorld(sessions = 1) {
  const made = await world({
    files: { "state/queue-manual.md": `# Work Queue\n\n## Planned Next\n\n${entries(sessions + 1)}` },
    backend: Array.from({ length: sessions + 1 }, (_, n) => writes(n + 1)),
  });
  const hook = join(made.remote.path, "hooks", "pre-receive");
  const refuse = async (words = PROTECTED.split(". ").join(".\n"), refs = "refs/heads/main") => {
    await mkdir(join(made.remote.path, "hooks"), { recursive: true });
    const lines = words.split("\n").map((line) => `echo "error: ${line}" >&2`);
    const script = `#!/bin/bash\nwhile read -r old new ref; do echo "$ref" >> ${made.remote.path}/asked
      case "$ref" in ${refs}) ${lines.join("; ")}; exit 1;; esac; done\n`;
    await writeFile(hook, script);
    await chmod(hook, 0o755);
  };
  const obligations = () => made.fleet.ledger.history.obligations();
  const publicationOf = async (id: string) => (await made.fleet.ledger.history.find(id))[0]?.publication;
  const landed = async () => (await made.remote.files(".")).filter((path) => path.startsWith("report-")).toSorted();
  const git = (...args: readonly string[]) => simpleGit(made.remote.path).raw([...args]);
  /** The refs that were pushed, as often as they were. */
  const asked = async () => (await readFile(join(made.remote.path, "asked"), "utf8")).trim().split("\n");
  return { ...made, git, asked, refuse, lift: () => rm(hook), obligations, publicationOf, landed };
}

it("a branch that is gone by the time work is to be published is owed to at once (A6)", async () => {
  const remove = {
    type: "call",
    call: async () => void (await simpleGit(made.remote.path).raw(["branch", "--move", "main", "trunk"])),
  } as const;
  const files = { "state/queue-manual.md": `# Work Queue\n\n## Planned Next\n\n${entries(1)}` };
  const steps = [write({ "a.md": "a\n" }), remove, finish({ stated: { item: "done", reason: "written" } })];
  const made = await world({ files, backend: new ScriptedBackend(...steps) });
  const ended = await made.session();
  expect(ended.publication).toMatchObject({ kind: "pending", refused: "needs-person" });
  const [asked] = await made.fleet.ledger.history.obligations();
  expect(asked?.action).toMatch(/couldn't find remote ref .* To do: name the branch that the remote has now/);
});

describe("a remote that protects its branch", () => {
  it("is owed to at once, in its own words and with what would mend it, and the run fails (A6, S4)", async () => {
    const { session, refuse, obligations } = await protectedWorld();
    await refuse();
    const ended = await session();
    expect(ended.publication).toMatchObject({ kind: "pending", refused: "rule" });
    expect(summarise(ended)).toMatch(
      /^done, not on the branch: written; not on the branch: the remote refuses main: GH006/,
    );
    expect(summarise(ended)).toContain(PROTECTED);
    expect(exitCodeOf(ended)).toBe(1);
    const [owed] = await obligations();
    expect(owed).toMatchObject({ key: expect.stringMatching(/^unsent:/), owner: "owner" });
    expect(owed?.action).toContain(PROTECTED);
    expect(owed?.action).toContain(`midwatch recover ${ended.id.slice(-8)}`);
  });

  it("gets the work under a ref of its own (A6)", async () => {
    const { session, refuse, git } = await protectedWorld();
    await refuse();
    const { id, publication } = await session();
    const ref = `refs/midwatch/rescue/ann/${id}/1`;
    expect(publication).toMatchObject({ reason: expect.stringContaining(ref) });
    expect(await git("show", `${ref}:report-1.md`)).toBe("It is well.\n");
  });

  it("is sent each session's work once, and no pile of what it has refused before (S4)", async () => {
    const { session, refuse, asked, fleet } = await protectedWorld(4);
    await refuse();
    for (let n = 0; n < 4; n++) await session();
    expect((await asked()).filter((ref) => ref === "refs/heads/main")).toHaveLength(4);
    expect(await fleet.ledger.history.unconfirmed("main")).toHaveLength(4);
  });

  it("gets everything, in order and once, as soon as it takes something again (S4)", async () => {
    const { session, refuse, lift, landed, obligations, git, fleet } = await protectedWorld(3);
    await refuse();
    const refused = [await session(), await session(), await session()];
    await lift();
    await session();
    expect(await landed()).toEqual(["report-1.md", "report-2.md", "report-3.md", "report-4.md"]);
    expect(await obligations()).toEqual([]);
    expect(await fleet.ledger.history.rescues({ state: "waiting" })).toEqual([]);
    const trailers = await git("log", "--reverse", "--format=%(trailers:key=Midwatch-Session,valueonly)", "main");
    const ids = [...new Set(trailers.split("\n").filter(Boolean))];
    expect(ids.slice(1)).toEqual(refused.map(({ id }) => id));
  });

  it("gets it with dates that never go back, however late it comes (S1)", async () => {
    const { session, refuse, lift, git, clock, remote } = await protectedWorld(3);
    await refuse();
    for (const _ of [1, 2, 3]) {
      await session();
      clock.advance(HOUR);
    }
    const date = `@${Math.floor(clock.now() / 1000)} +0000`;
    const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    const by = ["-c", "user.name=Bo", "-c", "user.email=bo@example.com"];
    const args = [...by, "commit-tree", "-p", "main", "-m", "By a person", "main^{tree}"];
    await git("update-ref", "refs/heads/main", execFileSync("git", args, { cwd: remote.path, env }).toString().trim());
    await lift();
    await session();
    const dates = (await git("log", "--first-parent", "--format=%ct", "main")).trim().split("\n").map(Number);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
  });

  it("is asked again when the time for it has come, by whoever comes then (S4)", async () => {
    const { session, refuse, lift, landed, clock } = await protectedWorld();
    await refuse();
    await session();
    await lift();
    clock.advance(HOUR);
    await session();
    expect(await landed()).toEqual(["report-1.md", "report-2.md"]);
  });

  it("is not owed to again by whom a person has settled it for", async () => {
    const { session, refuse, clock, obligations, fleet } = await protectedWorld();
    await refuse();
    await session();
    await fleet.ledger.fulfil((await obligations())[0]?.key ?? "");
    clock.advance(HOUR);
    const { id } = await session();
    expect((await obligations()).filter(({ action }) => !action.includes(id))).toEqual([]);
  });

  it("is not sent what a person has dropped meanwhile, and nobody is asked about it any more", async () => {
    const { session, refuse, lift, landed, obligations, publicationOf, fleet, clock } = await protectedWorld();
    await refuse();
    const { id } = await session();
    const [rescue] = await fleet.ledger.history.rescues({ session: id });
    const { workspace = "", ref = "" } = rescue ?? {};
    await fleet.ledger.rescues.end({ workspace, ref, state: "dropped", reason: "done by hand", at: clock.now() });
    expect(await obligations()).toEqual([]);
    expect(await publicationOf(id)).toEqual({ kind: "rescued", ref, reason: "it was dropped: done by hand" });
    await lift();
    clock.advance(7 * HOUR);
    await session();
    expect(await landed()).toEqual(["report-2.md"]);
    expect(await fleet.ledger.history.unconfirmed()).toEqual([]);
  });

  it("is told of once in what needs somebody, with the command that sends it", async () => {
    const { session, refuse, fleet, clock } = await protectedWorld();
    await refuse();
    const { id } = await session();
    const needs = await needsYou(fleet.ledger.history, { now: clock.now(), isAlive: () => true });
    const about = needs.filter(({ text, command }) => `${text} ${command}`.includes(id.slice(-8)));
    expect(about).toMatchObject([{ kind: "owed", command: `midwatch recover ${id.slice(-8)}` }]);
  });

  it("waits for longer after every failure, and for no longer than six hours", () => {
    const failures = Array.from({ length: 11 }, (_, n) => n + 1);
    expect(failures.map((times) => nextTry(times, 0) / 60_000)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
  });

  it("a remote that protects its branch that takes nothing at all leaves the work in the hub, said once for each thing that waits", async () => {
    const { session, refuse, git, obligations } = await protectedWorld();
    await refuse("no", "*");
    const { publication, id } = await session();
    expect(publication).toMatchObject({ kind: "pending", refused: "rule" });
    expect(await git("for-each-ref", "refs/midwatch")).toBe("");
    const waiting = (await obligations()).filter(({ action }) => action.includes(id));
    expect(waiting.map(({ action }) => action.replace(/ of session.*/, "")).toSorted()).toEqual([
      `the kept work refs/midwatch/rescue/ann/${id}/1`,
      "the work on Write report 1",
    ]);
  });
});

describe("a lock that somebody has left at the remote", () => {
  it("is said to be one, how old it is and whose to remove, without trying for long (S12)", async () => {
    const { session, remote, clock, obligations } = await protectedWorld();
    const lock = join(remote.path, "refs/heads/main.lock");
    await writeFile(lock, "");
    const old = Date.now() / 1000 - 3 * 86_400;
    await utimes(lock, old, old);
    const running = session();
    for (let n = 0; n < 2; n++) {
      await clock.sleeping();
      clock.advance(10_000);
    }
    const { publication } = await running;
    expect(publication).toMatchObject({ kind: "pending", refused: "lock" });
    const [owed] = await obligations();
    expect(owed?.action).toContain("main.lock': File exists. It is 3 days old.");
    expect(owed?.action).toMatch(/if no git is running at the remote, remove \/.*\/refs\/heads\/main\.lock there/);
  });
});

describe("an effect that is broken", () => {
  const broken = async (damage: (db: Database, id: string) => void) => {
    const made = await protectedWorld(4);
    await made.refuse();
    const first = await made.session();
    await made.lift();
    const db = new Database(join(made.fleet.folders.path("x"), "..", "..", "ledger.db"));
    damage(db, first.id);
    db.close();
    const outcomes: string[] = [];
    for (let n = 0; n < 3; n++) {
      made.clock.advance(7 * HOUR);
      outcomes.push((await made.session()).publication.kind);
    }
    return { ...made, first, outcomes };
  };
  const WHICH = "session = ? AND kind = 'publish'";

  it.for([
    [
      "names a commit that is in the hub no more",
      `UPDATE effect SET payload = json_set(payload, '$.work', '${"1".repeat(40)}') WHERE ${WHICH}`,
    ],
    ["cannot be read", `UPDATE effect SET payload = '{"agent": ' WHERE ${WHICH}`],
    ["is of another shape", `UPDATE effect SET payload = '{}' WHERE ${WHICH}`],
    ["is for a workspace that is not declared any more", `UPDATE effect SET workspace = 'gone' WHERE ${WHICH}`],
    [
      "is of memory, by an agent that is there no more",
      `UPDATE effect SET kind = 'memory', payload = '{}' WHERE ${WHICH}`,
    ],
    ["is of lessons, and says nothing", `UPDATE effect SET kind = 'lessons', payload = '{}' WHERE ${WHICH}`],
  ] as const)(
    "an effect that is broken and %s ends no other session, and is owed after its third failure (S4)",
    async ([, sql]) => {
      const { outcomes, first, fleet } = await broken((db, id) => db.write(sql, id));
      expect(outcomes).toEqual(["published", "published", "published"]);
      const owed = (await fleet.ledger.history.obligations()).filter(({ action }) => action.includes(first.id));
      expect(owed).toMatchObject([{ key: expect.stringMatching(/^unsent:/) }]);
    },
  );
});

describe("work that has arrived", () => {
  it("is told of in the same transaction as its arrival (S8)", async () => {
    const { session, refuse, lift, fleet, publicationOf } = await protectedWorld();
    await refuse();
    const { id } = await session();
    await lift();
    const effects = await fleet.ledger.history.effects(id);
    const effect = effects.find((each): each is PublishEffect => each.kind === "publish");
    await fleet.ledger.confirm(effect?.id ?? "", { kind: "published", commit: "c".repeat(40), branch: "main" });
    expect(await publicationOf(id)).toMatchObject({ kind: "published" });
    expect(await fleet.ledger.history.unconfirmed("main")).toEqual([]);
  });

  it("although its session was never told of it is found by the next one (S8)", async () => {
    const { session, refuse, lift, fleet, clock, publicationOf } = await protectedWorld(2);
    await refuse();
    const { id } = await session();
    await lift();
    clock.advance(HOUR);
    await session();
    await fleet.ledger.republish(id, { kind: "pending", reason: "killed at that moment" });
    await session();
    expect(await publicationOf(id)).toMatchObject({ kind: "published" });
  });
});
