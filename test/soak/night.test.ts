import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { gitIn, handIn, makeNight, type Night, remoteOf } from "../../soak/night/fleet.ts";
import { type Morning, surprisesIn } from "../../soak/night/morning.ts";
import type { NightSession } from "../../src/core/night/night.ts";

const ID = "01a22b29-df45-7595-9a22-24ccddcda7c4";
const COMMIT = "c".repeat(40);

/** A night in which one session wrote a note, and a person handed in its task. */
function night(): Night {
  const root = mkdtempSync(join(tmpdir(), "midwatch-night-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const programs = { claude: "claude", gptme: "gptme" };
  const made: Night = { root, url: "http://127.0.0.1:1", programs, containment: "group", hookPort: 1 };
  makeNight(made);
  handIn(made, 1);
  return made;
}

const session = (more: object = {}): NightSession => ({
  id: ID,
  agent: "content",
  workspace: "desk",
  backend: "ollama",
  startedAt: 1,
  endedAt: 2,
  phase: "commit",
  process: { pid: 1, startTime: "", boot: "" },
  outcome: { kind: "done", reason: "written" },
  publication: { kind: "published", commit: COMMIT, branch: "main" },
  proof: { kind: "published", detail: "1 file on main" },
  assumed: [],
  learned: [],
  isLeft: false,
  ...more,
});

const report = (sessions: readonly NightSession[], more: object = {}) =>
  ({
    sessions,
    spending: [{ agent: "content", sessions: 1, micros: 0, guesses: 0 }],
    needsYou: [],
    ...more,
  }) as unknown as Morning["report"];

/** What it comes to when everything is as it is said to be. */
const good = (more: Partial<Morning> = {}): Morning => ({
  report: report([session()]),
  text: "- content: a note: done [ddcda7c4]",
  audit: { rules: [{ name: "repositories are whole", broken: [] }] },
  commits: [{ id: COMMIT, session: ID, files: ["notes/1.md"] }],
  letters: [{ mark: "m1", title: "done" }],
  left: [],
  ...more,
});

it("finds nothing in a night that is as its report says", () => {
  expect(surprisesIn(good(), night())).toEqual([]);
});

const costs = [{ agent: "content", sessions: 1, micros: 5, guesses: 0 }];
const need = { text: "look", command: "midwatch frobnicate" };
const unproven = session({ outcome: { kind: "done", reason: "written", unproven: true }, proof: undefined });

it.each<[string, Partial<Morning>]>([
  ["every rule of the audit holds", { audit: { rules: [{ name: "repositories are whole", broken: ["desk"] }] } }],
  ["each session is in the report, by its name", { text: "- nothing" }],
  [
    "what it says is published is on the branch",
    { commits: [{ id: "d".repeat(40), session: ID, files: ["notes/1.md"] }] },
  ],
  [
    "each commit of the branch is a session's that the report knows, or the owner's",
    { commits: [...good().commits, { id: "e".repeat(40), session: "", files: ["x"] }] },
  ],
  [
    "what is proved by a publication has changed a file",
    { commits: [{ id: COMMIT, session: ID, files: ["journal/x.md"] }] },
  ],
  ["what is done without a proof has published nothing", { report: report([unproven]) }],
  ["a free model costs nothing", { report: report([session()], { spending: costs }) }],
  ["what needs a person names a command that there is", { report: report([session()], { needsYou: [need] }) }],
  ["every letter has arrived once", { letters: [...good().letters, ...good().letters] }],
  ["no process is left", { left: ["git 12"] }],
])("finds, where it does not hold, that %s", (rule, planted) => {
  expect(surprisesIn(good(planted), night()).map((surprise) => surprise.rule)).toEqual([rule]);
});

it("finds, where it does not hold, that what is not on the branch is in the report", () => {
  const made = night();
  const other = "01a22b29-df82-764b-b2e1-0ce1b1becfd3";
  gitIn(remoteOf(made), "update-ref", `refs/midwatch/rescue/content/${other}/1`, "main");
  expect(surprisesIn(good(), made)).toEqual([
    { rule: "what is not on the branch is in the report", detail: `work of session ${other}` },
  ]);
});
