import { describe, expect, it, onTestFinished } from "vitest";
import plugin from "../../../plugins/github/index.ts";
import { FakeClock, partOf } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { MockGitHub } from "../../mock/github.ts";

const SINCE = Date.parse("2026-11-23T08:05:00Z");
const SHA = "1a2b3c4d".repeat(5);

async function scene() {
  const github = await new MockGitHub().listen();
  onTestFinished(() => github.close());
  const [bot, alice] = [github.account("bot"), github.account("alice")];
  const repo = github.repo("o/r");
  const clock = new FakeClock(SINCE);
  const host = { clock, credentials: { GITHUB_TOKEN: "token-of-bot" }, folder: "/", environment: {} } as never;
  const resolver = partOf(plugin, "waitResolver", { use: "github", url: github.url }, host);
  const look = (condition: string) => {
    const [kind = "", ...about] = condition.split(" ");
    return resolver.look({ kind, about: about.join(" "), since: SINCE }, patience());
  };
  return { github, bot, alice, repo, look };
}

describe("a wait on GitHub", () => {
  it("ends when a pull request is merged, and never when it is closed without that", async () => {
    const { github, bot, repo, look } = await scene();
    const pull = github.issue(repo, bot, { isPull: true });
    expect(await look("pr o/r#1 merged")).toEqual({ state: "pending", reason: "it is open" });
    github.close_(pull);
    expect(await look("pr o/r#1 merged")).toEqual({ state: "never", reason: "it was closed without being merged" });
    expect(await look("pr o/r#1 closed")).toMatchObject({ state: "met" });
    pull.merged = true;
    for (const about of [
      "pr o/r#1 merged",
      "pr o/r#1",
      "pr https://github.com/o/r/pull/1 merged",
      "pr https://github.com/o/r/pull/1",
    ])
      expect(await look(about)).toEqual({ state: "met", reason: `it was merged at ${pull.closed_at}` });
  });

  it("ends when an issue is closed", async () => {
    const { github, alice, repo, look } = await scene();
    const issue = github.issue(repo, alice);
    expect(await look("issue o/r#1 closed")).toEqual({ state: "pending", reason: "it is open" });
    github.close_(issue);
    expect(await look("issue o/r#1")).toMatchObject({ state: "met" });
  });

  it("ends when all check runs and statuses have ended, well or not, and not while there are none", async () => {
    const { github, bot, repo, look } = await scene();
    github.issue(repo, bot, { isPull: true, head: SHA });
    const done = (name: string, conclusion: string) => ({ name, status: "completed", conclusion });
    const is = async (
      runs: Parameters<typeof github.checks.set>[1]["runs"],
      statuses: { context: string; state: string }[],
    ) => {
      github.checks.set(SHA, { runs, statuses });
      const [byPull, byCommit] = [await look("checks o/r#1"), await look(`checks o/r@${SHA}`)];
      expect(byPull).toEqual(byCommit);
      return byPull;
    };
    // GitHub calls the state of a commit without statuses "pending".
    expect(await is([], [])).toEqual({ state: "pending", reason: "it has no checks" });
    expect(await is([done("build", "success"), { name: "test", status: "in_progress", conclusion: null }], [])).toEqual(
      {
        state: "pending",
        reason: "1 of 2 are not done: test",
      },
    );
    expect(await is([done("build", "success"), done("lint", "skipped")], [])).toEqual({
      state: "met",
      reason: "all 2 have passed",
    });
    expect(await is([done("build", "success")], [{ context: "ci/old", state: "pending" }])).toMatchObject({
      state: "pending",
    });
    expect(await is([done("build", "failure")], [{ context: "ci/old", state: "error" }])).toEqual({
      state: "met",
      reason: "2 of 2 have failed: build: failure, ci/old: error",
    });
    const many = Array.from({ length: 130 }, (_, n) => done(`job ${n}`, n === 129 ? "timed_out" : "success"));
    expect(await is(many, [])).toEqual({ state: "met", reason: "1 of 130 have failed: job 129: timed_out" });
  });

  it("ends when somebody else has commented or reviewed since, and not by what we say", async () => {
    const { github, bot, alice, repo, look } = await scene();
    const pull = github.issue(repo, bot, { isPull: true });
    github.comment(pull, alice, "Before.");
    for (let minute = 0; minute < 5; minute++) github.comment(pull, bot, "Talking to myself.");
    expect(await look("comment o/r#1")).toEqual({ state: "pending", reason: "no other person has written" });
    github.review(pull, alice, "APPROVED");
    expect(await look("comment o/r#1")).toMatchObject({
      state: "met",
      reason: expect.stringMatching(/^alice wrote at /),
    });
    const issue = github.issue(repo, alice);
    expect(await look("comment o/r#2")).toMatchObject({ state: "pending" });
    github.comment(issue, alice, "After.");
    expect(await look("comment o/r#2")).toMatchObject({ state: "met" });
  });

  it.each([
    ["pr nothing", /names nothing on GitHub: write pr owner\/repo#12 merged/],
    ["pr o/r merged", /names nothing/],
    ["pr o/r@1a2b3c4 merged", /has no number/],
    ["pr o/r#1 approved", /"approved" cannot be checked/],
    ["issue o/r#1 merged", /"merged" cannot be checked/],
    ["comment ../../user#1", /names nothing/],
    ["comment ../..#1", /names nothing/],
    ["comment o/..#1", /names nothing/],
  ])("can never end when it is written like %s", async (condition, reason) => {
    const { look } = await scene();
    expect(await look(condition)).toEqual({ state: "never", reason: expect.stringMatching(reason) });
  });

  it("says what GitHub says when there is no such thing, or it cannot be asked", async () => {
    const { github, look } = await scene();
    await expect(look("pr o/r#99 merged")).rejects.toThrow(/404: Not Found/);
    github.instead = () => ({ status: 403, value: { message: "You have exceeded a secondary rate limit" } });
    github.seen.length = 0;
    const [first, second] = await Promise.allSettled([look("pr o/r#98 merged"), look("pr o/r#99 merged")]);
    expect(String((first as PromiseRejectedResult).reason)).toMatch(/secondary rate limit; it is asked again after/);
    expect(String((second as PromiseRejectedResult).reason)).toMatch(/GitHub asks to wait until/);
    expect(github.seen).toHaveLength(1);
  });
});
