import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../limits.ts";
import { appears, processesWith } from "./command-line.ts";
import { states, TestFleet, write } from "./fleet.ts";

const INBOX = "when: on inbox";

/** A line of `watch --json`. */
interface News {
  readonly type: "started" | "ended" | "resting" | "renewed" | "trouble";
  readonly agent?: string;
  readonly session?: { readonly outcome: { readonly kind: string; readonly reason: string } };
}

const newsIn = (stdout: string): News[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as News);

describe("midwatch watch", () => {
  it("says at once that nobody will ever be due where no agent has a when, and what to write (B17)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") }, ben: { program: states("done") } } });
    for (const args of [["watch"], ["watch", "--json"]] as const) {
      const watch = fleet.start(...args);
      await until(() => watch.said.stdout.includes("no agent will ever be due"), "the sentence");
      watch.kill("SIGTERM");
      const { code, stdout } = await watch.finished;
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/no agent \(ada, ben\) has a schedule; write a line such as/),
      ]);
    }
  });

  it("runs what an agent is told at once, and keeps the message with those that were answered", async () => {
    const program = `echo heard > heard; ${states("done", "heard")}; touch $signals/heard`;
    const fleet = new TestFleet({ agents: { ada: { program, work: "[]", settings: [INBOX] } } });
    const watch = fleet.start("watch", "--json");
    const told = await fleet.ask<{ message: string; byItself: boolean }>("tell", "ada", "Say that you hear me");
    expect(told.byItself).toBe(true);
    await appears(join(fleet.signals, "heard"));
    await settled(fleet, 1);
    watch.kill("SIGTERM");
    const { code, stdout } = await watch.finished;

    expect(code).toBe(0);
    const ended = newsIn(stdout).filter(({ type }) => type === "ended");
    expect(ended).toMatchObject([{ agent: "ada", session: { outcome: { kind: "done", reason: "heard" } } }]);
    const inbox = join(fleet.folder, ".midwatch/inbox/ada");
    expect([readdirSync(join(inbox, "new")), readdirSync(join(inbox, "done"))]).toEqual([[], [told.message]]);
    expect(fleet.rows("SELECT rule, state FROM due")).toEqual([{ rule: "on inbox", state: "ran" }]);
  });

  it("runs a thousand messages of one moment as one session and a queue (T09)", async () => {
    const program = `${states("done", "one of them")}`;
    const fleet = new TestFleet({ agents: { ada: { program, settings: [INBOX] } } });
    const { mkdirSync, writeFileSync } = await import("node:fs");
    const inbox = join(fleet.folder, ".midwatch/inbox/ada/new");
    mkdirSync(inbox, { recursive: true });
    for (let n = 0; n < 1000; n++) writeFileSync(join(inbox, `${String(n).padStart(4, "0")}.md`), `Message ${n}\n`);
    expect((await fleet.cli("tick")).code).toBe(0);
    expect(fleet.rows("SELECT state, reason FROM due")).toEqual([{ state: "ran", reason: "ada is due: on inbox" }]);
    expect(readdirSync(inbox)).toHaveLength(999);
    expect((await fleet.cli("tick")).code).toBe(0);
    expect(readdirSync(inbox)).toHaveLength(998);
  });

  it("runs siblings at once, up to the slots, and what comes after them", async () => {
    // Each waits for the other: neither ends unless both are at work at the same time.
    const meets = (own: string, other: string) => `
      touch $signals/${own}; until [ -e $signals/${other} ]; do sleep 0.1; done
      ${states("done", "met")}`;
    const fleet = new TestFleet({
      agents: {
        ada: { program: meets("ada", "bob"), settings: [INBOX] },
        bob: { program: meets("bob", "ada"), settings: [INBOX] },
        cid: {
          program: `touch $signals/cid; ${states("done", "after ada")}`,
          work: "duty",
          settings: ["when: after ada"],
        },
      },
      slots: 2,
    });
    // A rule that was never looked at starts now.
    await fleet.cli("tick", "--agent", "cid");
    for (const name of ["ada", "bob"]) await fleet.cli("tell", name, "Meet the other");
    const watch = fleet.start("watch", "--json");
    await appears(join(fleet.signals, "cid"));
    await settled(fleet, 3);
    watch.kill("SIGINT");
    await watch.finished;
    expect(fleet.rows("SELECT agent, outcome ->> 'kind' AS kind FROM session ORDER BY agent")).toEqual(
      ["ada", "bob", "cid"].map((agent) => ({ agent, kind: "done" })),
    );
  });

  it("goes on by what the files say now, and by what they said while there is a mistake in them", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done"), settings: [INBOX] } } });
    const watch = fleet.start("watch", "--json");
    const seen = (wanted: News["type"]) =>
      until(() => newsIn(watch.said.stdout).some(({ type }) => type === wanted), wanted);
    await seen("resting");
    write(fleet.folder, "agents/ada.md", "---\ndescription: x\nwork: nothing-there\n---\n");
    await seen("trouble");
    fleet.declare("ada", { program: `touch $signals/heard; ${states("done")}`, settings: [INBOX] });
    await seen("renewed");
    await fleet.cli("tell", "ada", "Are you there?");
    await appears(join(fleet.signals, "heard"));
    await settled(fleet, 1);
    watch.kill("SIGTERM");
    const { code, stdout } = await watch.finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/reading the changed files.*agents\/ada\.md/);
  });

  it("rescues at once what a session that was killed had written (K02)", async () => {
    const program = `echo unfinished > unfinished; touch $signals/at-work; sleep 6000`;
    const fleet = new TestFleet({ agents: { ada: { program, settings: [INBOX] } } });
    await fleet.cli("tell", "ada", "Take your time");
    const watch = fleet.start("watch", "--json");
    await appears(join(fleet.signals, "at-work"));
    const [session] = fleet.rows<{ process: string }>("SELECT process FROM session");
    process.kill((JSON.parse(session?.process ?? "{}") as { pid: number }).pid, "SIGKILL");
    await settled(fleet, 1);
    watch.kill("SIGTERM");
    await watch.finished;
    expect(fleet.rows("SELECT outcome ->> 'kind' AS kind FROM session")).toEqual([{ kind: "crashed" }]);
    expect(fleet.refs().map((ref) => fleet.git("show", `${ref}:unfinished`))).toEqual(["unfinished"]);
  });

  it("ends gracefully: what is at work is stopped and kept, nothing is left running (K15)", async () => {
    const mark = `7${Math.floor(Math.random() * 1e8)}.5`;
    const program = `echo unfinished > unfinished; touch $signals/at-work; trap '' TERM; sleep ${mark}`;
    const fleet = new TestFleet({ agents: { ada: { program, settings: [INBOX] } } });
    await fleet.cli("tell", "ada", "Take your time");
    const watch = fleet.start("watch");
    await appears(join(fleet.signals, "at-work"));
    watch.kill("SIGTERM");
    const { code, stdout } = await watch.finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/ada began: ada is due: on inbox/);
    expect(stdout).toMatch(/ada stopped: /);
    expect(processesWith(mark)).toEqual([]);
    const [rescue = ""] = fleet.refs();
    expect(fleet.files(rescue)).toContain("unfinished");
    expect(existsSync(join(fleet.folder, ".midwatch/inbox/ada/new"))).toBe(true);
  });
});

async function settled(fleet: TestFleet, sessions: number): Promise<void> {
  const ended = () => fleet.rows("SELECT 1 FROM session WHERE outcome IS NOT NULL").length;
  await until(() => ended() >= sessions, `${sessions} ended sessions`);
}
