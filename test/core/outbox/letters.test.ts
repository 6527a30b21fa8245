import { describe, expect, it } from "vitest";
import type { SessionRecord } from "../../../src/core/contracts/fleet-history.ts";
import type { Incident } from "../../../src/core/contracts/incidents.ts";
import type { OutcomeKind, Publication } from "../../../src/core/contracts/outcome.ts";
import type { Reported, Reporting } from "../../../src/core/contracts/reporting.ts";
import type { EndedSession } from "../../../src/core/outbox/ended-session.ts";
import { incidentReports } from "../../../src/core/outbox/incident-reports.ts";
import { obligationReports } from "../../../src/core/outbox/obligation-reports.ts";
import { sessionReports } from "../../../src/core/outbox/session-reports.ts";
import { signOfLife } from "../../../src/core/outbox/sign-of-life.ts";
import { START } from "./desk.ts";

const PUBLISHED: Publication = { kind: "published", commit: "c".repeat(40), branch: "main" };
const NOTHING: Publication = { kind: "none", reason: "nothing was written" };
const RESCUED: Publication = { kind: "rescued", ref: "refs/r", reason: "it conflicts with main" };
const PENDING: Publication = { kind: "pending", reason: "the remote is away" };

const ended = (kind: OutcomeKind, publication: Publication = PUBLISHED, id = "01a2-12345678"): EndedSession => ({
  id,
  agent: "ann",
  title: "Write it",
  outcome: { kind, reason: "so it was" },
  publication,
});

describe("the dead man's switch (O03)", () => {
  const told = (session: EndedSession) =>
    signOfLife(session, { deadMan: {} }, START).map(({ letter: { kind, text } }) => ({ kind, text }));

  it.each(["done", "progress", "waiting", "blocked", "not-viable"] as const)(
    "hears that an agent lives when it ended as %s and the remote has that",
    (kind) => {
      expect(told(ended(kind))).toMatchObject([{ kind: "alive" }]);
    },
  );

  it("hears that it lives when it looked, and there was nothing to do", () => {
    expect(told(ended("idle", NOTHING))).toMatchObject([{ kind: "alive" }]);
  });

  it.each([
    ["its push failed", ended("done", PENDING), "not published yet: the remote is away"],
    ["its work did not fit", ended("done", RESCUED), "it conflicts with main"],
    ["it ended by itself, said nothing and wrote nothing", ended("no-effect"), "no-effect: so it was"],
    ["it failed", ended("failed", RESCUED), "failed: so it was"],
    ["it crashed", ended("crashed", NOTHING), "crashed: so it was"],
    ["it was not fit to work", ended("unfit", NOTHING), "unfit: so it was"],
    ["it says done, and nothing was ever sent", ended("done", NOTHING), "nothing was written"],
  ])("hears of a failure, and why, when %s", (_, session, reason) => {
    expect(told(session)).toEqual([{ kind: "fail", text: expect.stringContaining(reason) as string }]);
  });

  it.each(["stopped", "deferred"] as const)("hears nothing of a session that was %s: it was told to be", (kind) => {
    expect(told(ended(kind, NOTHING))).toEqual([]);
  });
});

describe("a report", () => {
  const to = (on: Reported[], channel = "team") => ({ on, to: channel, at: "08:00" });
  const moment = (before: readonly SessionRecord[] = []) => ({ at: START, day: "2026-11-23", before });
  const reporting = (...rules: Reporting["rules"]): Reporting => ({ rules });
  const keys = (session: EndedSession, rules: Reporting["rules"], before?: readonly SessionRecord[]) =>
    sessionReports(session, reporting(...rules), moment(before)).map(({ key }) => key);
  const past = (id: string, kind: OutcomeKind) => ({ id, outcome: { kind, reason: "" } }) as SessionRecord;

  it.each([
    ["done", ended("done"), ["done", "ended"]],
    ["failed", ended("failed", NOTHING), ["failed", "ended"]],
    ["unfit", ended("unfit", NOTHING), ["failed", "ended"]],
    ["crashed, with work", ended("crashed", RESCUED), ["crashed", "rescued", "ended"]],
    ["done, in conflict", ended("done", RESCUED), ["done", "rescued", "ended"]],
    ["in progress", ended("progress"), ["ended"]],
    ["idle", ended("idle", NOTHING), []],
  ] as const)("a report of a session that ended %s goes to whoever wants to hear that", (_, session, events) => {
    const all = (["done", "failed", "crashed", "rescued", "ended"] as const).filter(
      (event) => keys(session, [to([event])]).length > 0,
    );
    expect(all.toSorted()).toEqual([...events].toSorted());
  });

  it("goes once to a channel that several lines name", () => {
    expect(keys(ended("done"), [to(["done"]), to(["ended"])])).toEqual(["done:01a2-12345678"]);
  });

  it("a report of the same trouble is the same all day, as long as nothing goes well in between (O06)", () => {
    const first = keys(ended("failed", NOTHING, "3"), [to(["failed"])], [past("2", "done")]);
    const again = keys(ended("failed", NOTHING, "4"), [to(["failed"])], [past("3", "failed"), past("2", "done")]);
    const anew = keys(ended("failed", NOTHING, "6"), [to(["failed"])], [past("5", "done"), past("4", "failed")]);
    expect(again).toEqual(first);
    expect(anew).not.toEqual(first);
  });

  it("a report of an obligation is never given to the channel that it is about", () => {
    const down = { key: "channel:team", owner: "owner", action: "see to it", at: START };
    const rule = to(["obligation"]);
    expect(obligationReports(reporting(rule), [down], START)).toEqual([]);
    expect(obligationReports(reporting({ ...rule, fallback: "mail" }), [down], START)).toMatchObject([
      { channel: "mail" },
    ]);
    expect(obligationReports({ rules: [], deadMan: { fallback: "mail" } }, [down], START)).toEqual([]);
    const switchDown = { ...down, key: "channel:dead-man" };
    expect(obligationReports({ rules: [], deadMan: { fallback: "mail" } }, [switchDown], START)).toMatchObject([
      { channel: "mail" },
    ]);
  });

  it("a report of an incident tells its beginning, its turn to the worse, and its end to those who have heard of it", async () => {
    const report = { check: "disk", status: "warn", detail: "it is full" } as const;
    const incident = { key: "disk", first: "it is full", report, openedAt: 1, seenAt: 1 };
    const heard = new Set<string>();
    const tell = async (noticed: Incident) => {
      const letters = await incidentReports([to(["incident"])], [noticed], {
        now: START,
        hasHeard: async (_, key) => heard.has(key),
      });
      for (const { key } of letters) heard.add(key);
      return letters.map(({ letter: { title } }) => title);
    };
    expect(await tell({ ...incident, resolvedAt: 3 })).toEqual([]);
    expect(await tell({ ...incident, acknowledged: { by: "owner" } })).toEqual([]);
    expect(await tell(incident)).toEqual(["disk: warn"]);
    expect(await tell({ ...incident, resolvedAt: 3 })).toEqual(["disk is resolved"]);
  });
});
