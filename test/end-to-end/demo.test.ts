import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeDemoFleet } from "../../src/cli/commands/demo/demo-fleet.ts";
import { type Finished, start } from "./command-line.ts";
import { git, temporaryFolder } from "./fleet.ts";

const root = temporaryFolder();
const folder = join(root, "desk");
const midwatch = (...args: readonly string[]) => start(args, { cwd: root, home: root }).finished;
const main = (...args: readonly string[]) => git(join(folder, "desk.git"), ...args);
const commits = () => Number(main("rev-list", "--count", "main"));

interface Played {
  readonly sessions: readonly {
    readonly id: string;
    readonly item?: { readonly title: string };
    readonly outcome: { readonly kind: string; readonly reason: string };
  }[];
  readonly taught: readonly unknown[];
  readonly missing: readonly string[];
}

describe("the demo", () => {
  let first: Finished;

  it("ends well, and says where to look next", async () => {
    first = await midwatch("demo", folder);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("Where to look next");
  });

  it("shows that what one agent has learned is what its sibling's very next session goes by", () => {
    expect(first.stdout).toMatch(/trader has learned "The price file knows no holidays", and content has followed it/);
    expect(main("show", "main:docs/reviews/2026-10.md")).toContain("Over 22 weekdays, holidays included.");
    expect(main("show", "main:lessons/learned/the-price-file-knows-no-holidays.md")).toContain("author: trader");
  });

  it("shows nothing of the kind where lessons are not shared", async () => {
    const alone = join(root, "alone");
    await makeDemoFleet(alone, { backend: "command" });
    const file = join(alone, "midwatch.yaml");
    appendFileSync(file, "lessons: { share: none }\n");
    const { code, stdout } = await midwatch("demo", alone, "--json");
    const { sessions, taught } = JSON.parse(stdout) as Played;
    expect([code, taught]).toEqual([0, []]);
    const reviews = sessions.filter(({ item }) => item?.title === "Month in review: 2026-10");
    expect(reviews).toMatchObject([{ outcome: { kind: "done" } }]);
    expect(reviews[0]?.outcome.reason).not.toContain("weekdays");
    const text = git(join(alone, "desk.git"), "show", "main:docs/reviews/2026-10.md");
    expect(text).toContain("22 trading days, from 2026-10-01");
  });

  it("is a fleet and nothing else: calendars stay where they are kept up to date, examples are fleets of their own", () => {
    expect(readdirSync(folder).toSorted()).toEqual([".midwatch", "agents", "desk.git", "midwatch.yaml"]);
  });

  it("says in a few lines what is set, and who is due when, so that plan and watch have something to show", async () => {
    expect(readFileSync(join(folder, "midwatch.yaml"), "utf8").split("\n").length).toBeLessThan(8);
    const plan = await midwatch("plan", "--next", "7d", "--fleet", folder);
    expect([plan.code, plan.stderr]).toEqual([0, ""]);
    for (const name of ["strategist", "trader", "content"]) expect(plan.stdout).toContain(name);
  });

  it("has brought the work of three authors to the remote", () => {
    expect(commits()).toBeGreaterThanOrEqual(5);
    const authors = new Set(main("log", "--format=%an", "main").split("\n"));
    expect([...authors]).toEqual(expect.arrayContaining(["strategist", "trader", "content"]));
  });

  it("has marked what was done in the queue and in the task's file, there", () => {
    expect(main("show", "main:state/queue-manual.md")).toMatch(/## Recently Completed\n\n- ✅ \*\*Study ALDER/);
    expect(main("show", "main:tasks/month-in-review-2026-10.md")).toMatch(/^state: done$/m);
  });

  it("does new work when it is run again, as one JSON document for a program", async () => {
    const before = commits();
    const again = await midwatch("demo", folder, "--json");
    const { sessions, missing } = JSON.parse(again.stdout) as Played;
    expect(again.code).toBe(0);
    expect(missing).toEqual([]);
    expect(sessions.filter(({ outcome }) => outcome.kind === "done").length).toBeGreaterThanOrEqual(5);
    expect(commits()).toBeGreaterThanOrEqual(before + 5);
  });

  it("can be asked about afterwards, by people and by programs", async () => {
    const listed = JSON.parse((await midwatch("sessions", "--json", "--fleet", folder)).stdout) as Played["sessions"];
    const session = listed[0]?.id ?? "";
    const status = JSON.parse((await midwatch("status", "--json", "--fleet", folder)).stdout) as object;
    const why = JSON.parse((await midwatch("why", session, "--json", "--fleet", folder)).stdout) as object;
    expect(status).toMatchObject({ atWork: [], needsYou: [] });
    expect(why).toMatchObject({ session: { id: session }, candidates: expect.arrayContaining([]) });

    const texts = await Promise.all([
      midwatch("status", "--fleet", folder),
      midwatch("sessions", "trader", "--fleet", folder),
      midwatch("why", session.slice(-8), "--fleet", folder),
    ]);
    expect(texts.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(texts.map(({ stdout }) => stdout).join("")).toMatch(/Needs you[\s\S]*trader[\s\S]*taken/);
  });
});
