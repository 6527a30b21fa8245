import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import { ConfigError } from "../../src/core/errors.ts";

const FLEET = "workspaces: { desk: { remote: ./desk.git } }\n";
const AGENT = `---
description: Trades
backend: { use: command, run: [node, ./trader.mjs] }
---
Trade.
`;

/** midwatch.yaml with more settings below the good ones, from line 2 on. */
const fleet = (...lines: string[]) => ({ "midwatch.yaml": FLEET + lines.join("\n") });
/** An agent whose third line of settings, and on, is this. */
const agent = (...lines: string[]) => ({
  "agents/trader.md": AGENT.replace("---\nTrade", `${lines.join("\n")}\n---\nTrade`),
});
const backend = (text: string) => ({ "agents/trader.md": AGENT.replace(/backend:.*/, `backend: ${text}`) });

const CALENDAR = `title: Australian Securities Exchange
zone: Australia/Sydney
opens: 10:00
closes: 16:00
until: 2026-12-31
closed: { 2026-12-25: Christmas Day }
short: { 2026-12-24: { closes: "14:10", reason: Christmas Eve } }
`;

type Files = Readonly<Record<string, string | undefined>>;

const ZONES = "this is no time zone; write e.g. UTC or Europe/Berlin";
const OPTIONS = Object.keys(ConfigSchema.shape).join(", ");
const TREE = "remote, branch, checkout, copy, link, keep, setup, verify, identity, submodules";

const MISTAKES: readonly (readonly [what: string, files: Files, ...problems: string[]])[] = [
  [
    "a misspelt option",
    fleet("slot: 3"),
    `midwatch.yaml:2: there is no option "slot" (did you mean slots?); there are: ${OPTIONS}`,
  ],
  // T11
  ["an unknown zone", fleet("zone: Mars/Olympus"), `midwatch.yaml:2: zone: ${ZONES}`],
  ["a zone that is a number", fleet("zone: 2"), "midwatch.yaml:2: zone: write a text, not 2"],
  ["slots that are no number", fleet("slots: many"), 'midwatch.yaml:2: slots: write a number, not "many"'],
  ["no slots", fleet("slots: 0"), "midwatch.yaml:2: slots: write more than 0, not 0"],
  ["half a slot", fleet("slots: 1.5"), "midwatch.yaml:2: slots: write a whole number, not 1.5"],
  [
    "a containment there is not",
    fleet("containment: jail"),
    "midwatch.yaml:2: containment: write best or required or bubblewrap or namespace or group or settings (name: value)",
  ],
  [
    "a misspelt option of containment",
    fleet("containment:", "  reads: [/srv]"),
    'midwatch.yaml:3: containment: there is no option "reads" (did you mean read?); there are: use, read, write, hide',
  ],
  [
    "no workspace",
    { "midwatch.yaml": "zone: UTC\n" },
    "midwatch.yaml:1: workspaces: it is missing; write settings (name: value)",
  ],
  [
    "workspaces that are empty",
    { "midwatch.yaml": "workspaces: {}\n" },
    "midwatch.yaml:1: workspaces: declare at least one",
  ],
  [
    "workspaces that are a list",
    { "midwatch.yaml": "workspaces: [a]\n" },
    'midwatch.yaml:1: workspaces: write settings (name: value), not ["a"]',
  ],
  [
    "a workspace without a remote",
    { "midwatch.yaml": "workspaces:\n  desk: { branch: main }\n" },
    "midwatch.yaml:2: workspaces.desk.remote: it is missing; write a text",
  ],
  [
    "a remote that is empty",
    { "midwatch.yaml": 'workspaces:\n  desk:\n    remote: ""\n' },
    "midwatch.yaml:3: workspaces.desk.remote: write where its work is pushed to",
  ],
  [
    "a misspelt option of a workspace",
    { "midwatch.yaml": "workspaces:\n  desk:\n    remote: x\n    brnch: y\n" },
    `midwatch.yaml:4: workspaces.desk: there is no option "brnch" (did you mean branch?); there are: ${TREE}`,
  ],
  [
    "a copy that is no list",
    { "midwatch.yaml": "workspaces:\n  desk: { remote: x, copy: .env }\n" },
    'midwatch.yaml:2: workspaces.desk.copy: write a list, not ".env"',
  ],
  [
    "submodules that are no yes or no",
    { "midwatch.yaml": "workspaces:\n  desk: { remote: x, submodules: maybe }\n" },
    'midwatch.yaml:2: workspaces.desk.submodules: write true or false, not "maybe"',
  ],
  [
    "an unknown source",
    fleet("sources:", "  - use: work-queu"),
    'midwatch.yaml:3: sources.0.use: no source of work is called "work-queu" (did you mean work-queue?); there are: command, work-queue, workspace-tasks, github',
  ],
  [
    "a source that does not say which",
    fleet("sources:", "  - file: x.md"),
    "midwatch.yaml:3: sources.0.use: it is missing; write a text",
  ],
  [
    "a misspelt option of a source",
    fleet("sources:", "  - use: work-queue", "    fiel: x.md"),
    'midwatch.yaml:4: sources.0: there is no option "fiel" (did you mean file?); there are: file, generated',
  ],
  [
    "a token in the place of its name",
    fleet("sources: [{ use: github, token: ghp_secret }]"),
    "midwatch.yaml:2: sources.0.token: write the name of a credential, such as GITHUB_TOKEN, never the token itself",
  ],
  [
    "somebody who may ask, by a name that is none",
    fleet("sources:", "  - use: github", "    allow: [no login]"),
    "midwatch.yaml:4: sources.0.allow.0: write a login, or an id",
  ],
  [
    "nobody who looks at what items wait for",
    fleet("waits: { resolvers: [{ use: gitlab }] }"),
    'midwatch.yaml:2: waits.resolvers.0.use: no part that looks at waits is called "gitlab" (did you mean github?); there are: command, github',
  ],
  [
    "a hook for nobody",
    fleet("webhooks: { hooks: { a: { agent: nobody, secret: A_SECRET } } }"),
    'midwatch.yaml:2: webhooks.hooks.a.agent: no agent is called "nobody"; there are: trader',
  ],
  [
    "a secret in the place of its name",
    fleet("webhooks: { hooks: { a: { agent: trader, secret: 123abc } } }"),
    "midwatch.yaml:2: webhooks.hooks.a.secret: write the name of a credential, such as DEPLOY_SECRET, never the secret itself",
  ],
  [
    "a pointer that is none",
    fleet("webhooks: { hooks: { a: { agent: trader, secret: A, show: [repository] } } }"),
    "midwatch.yaml:2: webhooks.hooks.a.show.0: write JSON pointers, such as /repository/full_name",
  ],
  [
    "sources that are no list",
    fleet("sources: work-queue"),
    'midwatch.yaml:2: sources: write a list, not "work-queue"',
  ],
  [
    "a command source without a name",
    fleet("sources: [{ use: command, run: [gptodo] }]"),
    "midwatch.yaml:2: sources.0.name: it is missing; write a text",
  ],
  [
    "a command source of no tier",
    fleet("sources: [{ use: command, name: a, run: [b], tier: first }]"),
    'midwatch.yaml:2: sources.0.tier: write primary or secondary or tertiary, not "first"',
  ],
  [
    "a command source that runs nothing",
    fleet("sources: [{ use: command, name: a, run: [] }]"),
    "midwatch.yaml:2: sources.0.run: name the program to run, e.g. [gptodo, ready, --json]",
  ],
  [
    "an unknown dispatch policy",
    fleet("dispatch: { use: random }"),
    'midwatch.yaml:2: dispatch.use: no dispatch policy is called "random"; there are: schedule, round-robin, only-if-work, command',
  ],
  [
    "an option where none is taken",
    fleet("dispatch: { use: round-robin, fast: true }"),
    'midwatch.yaml:2: dispatch: there is no option "fast"; it takes none',
  ],
  [
    "an unknown embedder",
    fleet("memory: { embedder: olama }"),
    'midwatch.yaml:2: memory.embedder: no embedder is called "olama" (did you mean ollama?); there are: ollama, openai, folder, command',
  ],
  [
    "an extractor without its model",
    fleet("memory: { extractor: { use: model } }"),
    "midwatch.yaml:2: memory.extractor.model: it is missing; write a text",
  ],
  [
    "an unknown health check",
    fleet("healthChecks: [{ use: moon }]"),
    'midwatch.yaml:2: healthChecks.0.use: no health check is called "moon"; there are: disk, service, locks, cadence, logs, git, sign-in, burn, waiting, no-op, checks-ran, command',
  ],
  [
    "a negative limit of a health check",
    fleet("healthChecks: [{ use: disk, free: -1 }]"),
    "midwatch.yaml:2: healthChecks.0.free: write more than 0, not -1",
  ],
  [
    "a plugin that is not there",
    fleet("plugins: [./nope.mjs]"),
    expect.stringMatching(/^midwatch.yaml:2: plugins.0: .\/nope.mjs cannot be loaded: it is not there$/) as never,
  ],
  [
    "a plugin that is none",
    { ...fleet("plugins: [./p.mjs]"), "p.mjs": "export default 3" },
    "midwatch.yaml:2: plugins.0: ./p.mjs is no plugin: its default export must be { name, register(registry) }",
  ],
  [
    "a plugin that throws",
    { ...fleet("plugins: [./p.mjs]"), "p.mjs": "throw new Error('no luck')" },
    "midwatch.yaml:2: plugins.0: ./p.mjs cannot be loaded: no luck",
  ],
  [
    "a plugin that was changed",
    { ...fleet("plugins:", `  - { file: ./p.mjs, sha256: ${"a".repeat(64)} }`), "p.mjs": "export default {}" },
    expect.stringMatching(
      /^midwatch.yaml:3: plugins.0: .\/p.mjs has changed since it was pinned; if that is right, write sha256: [0-9a-f]{64}$/,
    ) as never,
  ],
  [
    "a hash that is none",
    fleet("plugins: [{ file: ./p.mjs, sha256: abc }]"),
    "midwatch.yaml:2: plugins.0.sha256: write 64 hexadecimal digits",
  ],
  [
    "YAML that is none",
    { "midwatch.yaml": "workspaces: [\n" },
    expect.stringMatching(/^midwatch.yaml:\d: this is not YAML: Flow sequence/) as never,
  ],
  [
    "a key twice",
    { "midwatch.yaml": `${FLEET}zone: UTC\nzone: UTC\n` },
    "midwatch.yaml:3: this is not YAML: Map keys must be unique",
  ],
  [
    "a tab",
    { "midwatch.yaml": "workspaces:\n\tdesk: x\n" },
    expect.stringContaining("this is not YAML: Tabs are not allowed as indentation") as never,
  ],
  [
    "an empty file",
    { "midwatch.yaml": "" },
    "midwatch.yaml:1: workspaces: it is missing; write settings (name: value)",
  ],
  [
    "no agents' folder",
    { "agents/trader.md": undefined },
    "agents: there is no agent in this folder; an agent is a Markdown file",
  ],
  [
    "an agent's name",
    { "agents/My Agent.md": AGENT },
    'agents/My Agent.md: name the file in lower case letters, digits and "-", e.g. trader.md',
  ],
  [
    "no front matter",
    { "agents/trader.md": "Trade." },
    'agents/trader.md:1: begin with settings in YAML between two lines of "---"',
  ],
  [
    "front matter without an end",
    { "agents/trader.md": "---\ndescription: x\n" },
    'agents/trader.md:1: begin with settings in YAML between two lines of "---"',
  ],
  [
    "front matter in JavaScript (P01)",
    { "agents/trader.md": "---js\n{}\n---\n" },
    'agents/trader.md:1: begin with settings in YAML between two lines of "---"',
  ],
  [
    "front matter that is too large (P03)",
    agent(`# ${"x".repeat(20_000)}`),
    'agents/trader.md:1: the settings have more than 16384 bytes: move text below the second "---"',
  ],
  [
    "an alias bomb (P02)",
    agent(
      "a: &a [x, x, x, x, x, x, x, x, x, x]",
      "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]",
      "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]",
      "d: [*c, *c, *c, *c, *c, *c, *c, *c]",
    ),
    "agents/trader.md:2: it uses more aliases than a settings file needs: write them out",
  ],
  [
    "a custom tag",
    agent("model: !!js/function 'x'"),
    expect.stringMatching(/^agents\/trader.md:4: this is not YAML: Unresolved tag/) as never,
  ],
  // D7
  [
    "a description of Claude Code's, with colons and without quotes",
    {
      "agents/trader.md": AGENT.replace(
        "Trades",
        'Use this when: prices move. Examples: <example>Context: noon\\nuser: "Sell"</example>',
      ),
    },
    "agents/trader.md:2: this is not YAML: a colon and a blank in a text: write the text in quotes",
  ],
  [
    "nothing that says what an agent should do",
    { "agents/trader.md": AGENT.replace("description: Trades\n", "").replace("Trade.", "") },
    'agents/trader.md:1: say what it should do: as its description, or below the second "---"',
  ],
  [
    "an empty description",
    { "agents/trader.md": AGENT.replace("Trades", '""') },
    "agents/trader.md:2: description: say in a sentence what it is for",
  ],
  [
    "an empty list of rules",
    agent("when: []"),
    "agents/trader.md:4: when: the list is empty: name at least one, or leave it out",
  ],
  ["a backend that is a number", backend("3"), "agents/trader.md:3: backend: write a text or settings (name: value)"],
  [
    "an unknown backend",
    backend("{ use: claud-code }"),
    expect.stringMatching(
      /^agents\/trader.md:3: backend.use: no backend is called "claud-code" \(did you mean claude-code\?\); there are: .*command/,
    ) as never,
  ],
  [
    "a backend's missing option",
    backend("{ use: command }"),
    "agents/trader.md:3: backend.run: it is missing; write a list",
  ],
  [
    "a backend's wrong option",
    backend("{ use: command, run: node }"),
    'agents/trader.md:3: backend.run: write a list, not "node"',
  ],
  [
    "a backend that runs nothing",
    backend("{ use: command, run: [] }"),
    "agents/trader.md:3: backend.run: name the program to run, e.g. [node, ./trader.mjs]",
  ],
  [
    "an unknown workspace",
    agent("workspace: dsk"),
    'agents/trader.md:4: workspace: no workspace is called "dsk" (did you mean desk?); there are: desk',
  ],
  [
    "unknown work",
    agent("work: [duty, mail]"),
    'agents/trader.md:4: work: no source of work is called "mail"; there are: duty, health, open, work-queue, workspace-tasks',
  ],
  [
    "a limit that is no number",
    agent("limits: { minutes: forty }"),
    'agents/trader.md:4: limits.minutes: write a number, not "forty"',
  ],
  [
    "a limit of nothing",
    agent("limits: { minutes: 0 }"),
    "agents/trader.md:4: limits.minutes: write more than 0, not 0",
  ],
  [
    "a limit of two days",
    agent("limits: { minutes: 2880 }"),
    "agents/trader.md:4: limits.minutes: write at most 1440, not 2880",
  ],
  [
    "a misspelt when (T15)",
    agent("when: [Mon 10:00, evry 2h]"),
    'agents/trader.md:4: when: in "evry 2h", column 1: no rule begins with "evry" (did you mean every?)',
  ],
  [
    "a when on several lines, with several mistakes (T15)",
    agent("when:", "  - Mon 10:00", "  - every 30m in NYSEE", "  - 0 25 * * *", "  - cron 0 10 * * 1"),
    'agents/trader.md:6: when: in "every 30m in NYSEE", column 14: no calendar or time zone is called "NYSEE" (did you mean NYSE?)',
    'agents/trader.md:7: when: in "0 25 * * *", column 3: "25" is no hour of cron: write 0 to 23; lists (1,2), ranges (1-5) and steps (*/2) of them',
    'agents/trader.md:8: when: in "cron 0 10 * * 1", column 1: this is said twice: an earlier rule is "Mon 10:00 in UTC", too',
  ],
  [
    "a when that waits for no one, or for itself",
    agent("when: [after strategist, after trader]"),
    'agents/trader.md:4: when: in "after strategist", column 7: no other agent is called "strategist"; there are none',
    'agents/trader.md:4: when: in "after trader", column 7: no other agent is called "trader"; there are none',
  ],
  [
    "agents that wait for one another in a circle",
    {
      ...agent("when: after ann"),
      "agents/ann.md": AGENT.replace("---\nTrade", "when: [daily 07:00, after trader]\n---\nTrade"),
    },
    "agents/ann.md:4: when: ann after trader after ann: they would start each other for ever",
  ],
  [
    "an event nobody tells of",
    agent("when: on github"),
    'agents/trader.md:4: when: in "on github", column 4: no event source is called "github"; there are: inbox, health, work-queue, workspace-tasks',
  ],
  [
    "a calendar with mistakes",
    {
      "calendars/ASX.yaml": CALENDAR.replace("Sydney", "Sidney")
        .replace("2026-12-31", "2026-02-30")
        .replace("closed", "holidays"),
    },
    `calendars/ASX.yaml:2: zone: this is no time zone; write e.g. America/New_York`,
    "calendars/ASX.yaml:5: until: write a day that there is, e.g. 2026-11-26",
    'calendars/ASX.yaml:6: there is no option "holidays"; there are: title, zone, weekdays, opens, closes, until, closed, short',
  ],
  [
    "a calendar whose hours are none",
    { "calendars/ASX.yaml": CALENDAR.replace("closes: 16:00", "closes: 09:00").replace("14:10", "17:00") },
    "calendars/ASX.yaml:4: closes: write a time after 10:00, when it opens",
    "calendars/ASX.yaml:7: short.2026-12-24.closes: write a time between 10:00 and 09:00",
  ],
  [
    "a calendar that is closed and open on the same day",
    { "calendars/ASX.yaml": CALENDAR.replace("2026-12-24", "2026-12-25") },
    "calendars/ASX.yaml:7: short.2026-12-25: it is closed on that day: leave one of the two out",
  ],
  [
    "a calendar with a date that is none",
    { "calendars/ASX.yaml": CALENDAR.replace("2026-12-25", "2026-25-12") },
    "calendars/ASX.yaml:6: closed.2026-25-12: write a day that there is, e.g. 2026-11-26",
  ],
  [
    "a calendar that has a zone's name",
    { "calendars/UTC.yaml": CALENDAR },
    "calendars/UTC.yaml: name the file in letters, digits, - and _, and not as a time zone is called",
  ],
  ["work that is a number", agent("work: 3"), "agents/trader.md:4: work: write a text or a list"],
  [
    "mistakes in several files",
    { ...fleet("slot: 3", "zone: x"), ...agent("works: duty") },
    expect.stringContaining('agents/trader.md:4: there is no option "works" (did you mean work?); there are:') as never,
    `midwatch.yaml:2: there is no option "slot" (did you mean slots?); there are: ${OPTIONS}`,
    `midwatch.yaml:3: zone: ${ZONES}`,
  ],
];

describe("a mistake in a fleet's files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "midwatch-mistakes-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function problemsWith(files: Files): Promise<readonly string[]> {
    const all: Files = { "midwatch.yaml": FLEET, "agents/trader.md": AGENT, ...files };
    for (const [name, text] of Object.entries(all)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      if (text !== undefined) await writeFile(join(folder, name), text);
    }
    return loadConfig(folder, builtIn()).then(
      () => [],
      (thrown: unknown) =>
        thrown instanceof ConfigError ? thrown.message.split("\n") : [`not a ConfigError: ${String(thrown)}`],
    );
  }

  it("is not seen where there is none", async () => {
    expect(await problemsWith({})).toEqual([]);
  });

  it("is not seen in a calendar of the fleet's own, nor in a rule that names it", async () => {
    const files = { ...agent("when: every 30m in ASX"), "calendars/ASX.yaml": CALENDAR };
    expect(await problemsWith(files)).toEqual([]);
  });

  it.each(MISTAKES.map(([what, files, ...problems]) => ({ what, files, problems })))(
    "is named with its place and its remedy: $what",
    async ({ files, problems }) => {
      expect(await problemsWith(files)).toEqual(problems);
    },
  );
});
