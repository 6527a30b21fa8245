import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Night as NightReport, NightSession } from "../../src/core/night/night.ts";
import { processesOf } from "../processes.ts";
import { BIN } from "../world.ts";
import { fleetOf, gitIn, type Night, remoteOf } from "./fleet.ts";

/** Something that the report says, or does not say, and the remote knows otherwise. */
export interface Surprise {
  readonly rule: string;
  readonly detail: string;
}

/** What a morning has to go by: what midwatch says, and what the remote and the outside know. */
export interface Morning {
  readonly report: NightReport;
  /** As a person reads it, with every line. */
  readonly text: string;
  readonly audit: { readonly rules: readonly { readonly name: string; readonly broken: readonly string[] }[] };
  /** Commits of the branch since the night began, the newest first. */
  readonly commits: readonly BranchCommit[];
  readonly letters: readonly { readonly mark: string; readonly title: string }[];
  readonly left: readonly string[];
}

interface BranchCommit {
  readonly id: string;
  /** Session it is by; "" when a person made it. */
  readonly session: string;
  readonly files: readonly string[];
}

/** Reads the report, and everything it can be held against. */
export function gatherMorning(night: Night, since: number): Morning {
  const from = ["--since", new Date(since).toISOString()];
  return {
    report: JSON.parse(midwatch(night, "report", "--json", ...from)) as NightReport,
    text: midwatch(night, "report", "--all", ...from),
    audit: JSON.parse(midwatch(night, "audit", "--json")) as Morning["audit"],
    commits: commitsOf(night),
    letters: lettersOf(night),
    left: processesOf(night.root).map(({ pid, kind }) => `${kind} ${pid}`),
  };
}

function midwatch(night: Night, ...args: readonly string[]): string {
  const argv = [BIN, ...args, "--fleet", fleetOf(night)];
  const env = { PATH: process.env.PATH, HOME: night.root, NO_COLOR: "1" };
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: "utf8", env, maxBuffer: 2 ** 28 });
  // An audit that finds something says so by its exit code, and prints it all the same.
  if (status !== 0 && (args[0] !== "audit" || stdout === "")) throw new Error(`midwatch ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function commitsOf(night: Night): BranchCommit[] {
  const format = "--format=%x01%H %(trailers:key=Midwatch-Session,valueonly,separator=%x2C)";
  const log = gitIn(remoteOf(night), "log", "--no-merges", "--name-only", format, "main");
  return log
    .split("\u0001")
    .filter(Boolean)
    .map((entry) => {
      const [head = "", ...files] = entry.split("\n").filter(Boolean);
      const [id = "", session = ""] = head.split(" ");
      return { id, session, files };
    });
}

function lettersOf({ root }: Night): Morning["letters"] {
  const file = join(root, "letters.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Morning["letters"][number]);
}

type Rule = (morning: Morning, night: Night) => readonly string[];

const named = ({ id, agent }: NightSession) => `${agent}'s session ${id}`;
/** As a session is called on every screen. */
const shortOf = (id: string) => id.slice(-8);
const isBookkeeping = (file: string) => /^(?:journal|tasks|lessons|state)\//.test(file) || file.startsWith(".midwatch");

const worked = ({ report }: Morning) => report.sessions.filter(({ outcome }) => outcome !== undefined);

function changedBy({ commits }: Morning, session: string): string[] {
  return commits.filter((commit) => commit.session === session).flatMap(({ files }) => files);
}

const RULES: Readonly<Record<string, Rule>> = {
  "every rule of the audit holds": ({ audit }) =>
    audit.rules.flatMap(({ name, broken }) => broken.map((detail) => `${name}: ${detail}`)),

  "each session is in the report, by its name": (morning) =>
    worked(morning)
      .filter(({ id, outcome }) => outcome?.kind !== "idle" && !morning.text.includes(shortOf(id)))
      .map((session) => `${named(session)} (${session.outcome?.kind}) is in none of its lines`),

  "what it says is published is on the branch": ({ report, commits }) => {
    const there = new Set(commits.map(({ id }) => id));
    return report.sessions.flatMap((session) =>
      session.publication?.kind === "published" && !there.has(session.publication.commit)
        ? [`${named(session)}: ${session.publication.commit}`]
        : [],
    );
  },

  "each commit of the branch is a session's that the report knows, or the owner's": (morning, night) => {
    const known = new Set(morning.report.sessions.map(({ id }) => id));
    const authors = gitIn(remoteOf(night), "log", "--no-merges", "--format=%H %an", "main").split("\n");
    const owners = new Set(authors.filter((line) => line.endsWith(" owner")).map((line) => line.slice(0, 40)));
    return morning.commits
      .filter(({ id, session }) => !known.has(session) && !owners.has(id))
      .map(({ id, session }) => `${id} by session "${session}"`);
  },

  "what is proved by a publication has changed a file": (morning) =>
    worked(morning)
      .filter(({ proof }) => proof?.kind === "published")
      .filter(({ id }) => changedBy(morning, id).every(isBookkeeping))
      .map((session) => `${named(session)}: ${session.proof?.detail}`),

  "what is done without a proof has published nothing": (morning) =>
    worked(morning)
      .filter(({ outcome, proof }) => outcome?.kind === "done" && !proof)
      .filter(({ id }) => !changedBy(morning, id).every(isBookkeeping))
      .map((session) => `${named(session)}: ${changedBy(morning, session.id).join(", ")}`),

  "a free model costs nothing": ({ report }) =>
    report.spending.filter(({ micros }) => micros > 0).map(({ agent, micros }) => `${agent}: ${micros} micro-dollars`),

  "what is not on the branch is in the report": (morning, night) => {
    const refs = gitIn(remoteOf(night), "for-each-ref", "--format=%(refname)", "refs/midwatch/rescue");
    const sessions = refs.split("\n").flatMap((ref) => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(ref)?.[0] ?? []);
    return sessions.filter((id) => !morning.text.includes(shortOf(id))).map((id) => `work of session ${id}`);
  },

  "what needs a person names a command that there is": ({ report }, night) =>
    report.needsYou.filter(({ command }) => !isThere(night, command)).map(({ text, command }) => `${text}: ${command}`),

  "every letter has arrived once": ({ letters }) => {
    const marks = letters.map(({ mark }) => mark);
    return letters.filter(({ mark }, at) => marks.indexOf(mark) !== at).map(({ title }) => title);
  },

  "no process is left": ({ left }) => left,
};

/** True for a command that midwatch's help lists; others are a person's own. */
function isThere(night: Night, command: string): boolean {
  const [program, name = ""] = command.split(/\s+/);
  return (
    program !== "midwatch" ||
    midwatch(night, "--help")
      .split("\n")
      .some((line) => line.trim().split(/\s/)[0] === name)
  );
}

/** Every line of the report that the remote, the ledger or the outside knows otherwise. */
export function surprisesIn(morning: Morning, night: Night): Surprise[] {
  return Object.entries(RULES).flatMap(([rule, broken]) => broken(morning, night).map((detail) => ({ rule, detail })));
}
