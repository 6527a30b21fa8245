import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { states, TestFleet, temporaryFolder } from "./fleet.ts";
import { Laptop } from "./laptop.ts";
import { Sshd, whyNoSshd } from "./sshd.ts";

const WHY_NOT = whyNoSshd();
const DAY_MS = 86_400_000;

interface Listed {
  readonly memories: readonly { readonly text: string; readonly standing: string; readonly kind: string }[];
}

const thread = (kind: string, title: string) =>
  `---\nkind: ${kind}\nstate: open\nupdated: 2026-01-02\n---\n# ${title}\n`;
const files = { "threads/fees.md": thread("discuss", "Which fees?"), "threads/slow.md": thread("solo", "Why slow?") };
const fleetOf = (...tasks: string[]) => new TestFleet({ agents: { ann: { program: states("done") } }, files, tasks });

const texts = async (fleet: TestFleet, kind: string) =>
  (await fleet.ask<Listed>("memory", "list")).memories.filter((each) => each.kind === kind).map(({ text }) => text);

const inbox = ({ folder }: TestFleet) => join(folder, ".midwatch/inbox/ann/new");
const requests = (fleet: TestFleet) => readdirSync(inbox(fleet)).filter((name) => !name.startsWith("."));

/** Moves what a file says of time into the past. */
function age(path: string, ms: number): void {
  const older = readFileSync(path, "utf8").replaceAll(
    /"(?<name>at|since)":(?<at>\d+)/g,
    (_, name: string, at: string) => `"${name}":${Number(at) - ms}`,
  );
  writeFileSync(path, older);
}

describe.skipIf(WHY_NOT !== undefined)(`a connected machine${WHY_NOT === undefined ? "" : ` (${WHY_NOT})`}`, () => {
  const sshd = new Sshd(temporaryFolder());
  beforeAll(() => sshd.start());
  afterAll(() => sshd.stop());

  it("begins conversations with the brief, and hands over what comes of them, each once", async () => {
    const fleet = fleetOf("a");
    const laptop = new Laptop(fleet, sshd);
    const connected = await laptop.connect();
    expect(connected).toMatchObject({ code: 0, stderr: "" });
    expect(connected.stdout).toContain('Connected to ann of fleet on hub, as "hub".');
    const begun = await laptop.hook("start", { session_id: "s" });
    expect(begun.code).toBe(0);
    expect(begun.stdout).toMatch(/^midwatch: ann on hub, as it (?:is now|was \d+ min ago \(.*\))\n/);
    expect(begun.stdout).toContain("Which fees?");
    expect(begun.stdout).not.toContain("Why slow?");
    expect(begun.stdout.length).toBeLessThanOrEqual(10_000);

    const talk = laptop.conversation({
      observations: ["The exchange charges by the month"],
      beliefs: [{ text: "Fees matter more than speed" }],
      threads: [{ title: "Another exchange?", kind: "discuss", note: "cheaper, perhaps" }],
      answers: [
        { to: "fees", text: "The flat ones" },
        { to: "ann", text: "Compare the flat fees" },
      ],
    });
    for (const moment of ["stop", "stop", "end"] as const) expect((await laptop.hook(moment, talk)).code).toBe(0);
    await laptop.handedOver();
    await laptop.hook("end", talk);
    await laptop.handedOver();
    await laptop.exchange();
    expect(await texts(fleet, "observation")).toEqual(["The exchange charges by the month"]);
    expect(await texts(fleet, "belief")).toEqual(["Fees matter more than speed"]);
    const fees = fleet.published("threads/fees.md") ?? "";
    expect(fees).toContain("kind: solo");
    expect(fees.match(/owner \(\w+\): The flat ones/g)).toHaveLength(1);
    expect(fleet.published("threads/another-exchange.md")).toMatch(/owner \(\w+\): cheaper, perhaps$/);
    expect(requests(fleet).map((name) => readFileSync(join(inbox(fleet), name), "utf8"))).toEqual([
      expect.stringContaining("Compare the flat fees"),
    ]);
    expect((await fleet.cli("status")).stdout).toMatch(/^Connected\n {2}\S+@\S+, for ann: heard of \d+ min ago/m);
    expect(await laptop.listed()).toMatchObject({ waiting: 0, notes: [] });
    expect((await laptop.cli(["status"])).stdout).toContain("everything has been handed over");
  });

  it("has its last brief with its age while the host is away, keeps what comes of conversations, and says so", async () => {
    const fleet = fleetOf("a");
    const laptop = new Laptop(fleet, sshd);
    await laptop.connect();
    await sshd.stop();
    try {
      age(join(laptop.state, "brief.json"), DAY_MS);
      const talk = laptop.conversation({ observations: ["It rains on Mondays"] });
      expect((await laptop.hook("end", talk)).code).toBe(0);
      await laptop.exchange();
      age(join(laptop.state, "spool", laptop.spool()[0] ?? ""), DAY_MS);
      const { code, stdout } = await laptop.hook("start", { session_id: "s" });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^midwatch: ann on hub, as it was 24 h ago \(.* UTC\)\n/);
      expect(stdout).toMatch(/nothing could be brought or handed over: hub cannot be reached: .*refused/);
      expect(stdout).toContain("1 hand-over in the spool since 24 h");
      expect(stdout).toContain("Which fees?");
      expect((await laptop.cli(["status"])).stdout).toContain("1 hand-over in the spool since 24 h");
      expect(await texts(fleet, "observation")).toEqual([]);
    } finally {
      await sshd.start();
    }
    expect((await laptop.hook("start", { session_id: "t" })).stdout).toContain("kept: a memory");
    expect(laptop.spool()).toEqual([]);
    expect((await laptop.hook("start", { session_id: "u" })).stdout).not.toContain("kept: a memory");
    expect(await texts(fleet, "observation")).toEqual(["It rains on Mondays"]);
    expect((await fleet.cli("status")).stdout).not.toContain("hand-over");
  });

  it("holds what its person works on, until the conversation ends, or the time is over", async () => {
    const fleet = fleetOf("mine", "other");
    const laptop = new Laptop(fleet, sshd);
    await laptop.connect();
    const environment = join(laptop.home, "environment");
    const session = "0123456789-a-conversation";
    await laptop.hook("start", { session_id: session }, { CLAUDE_ENV_FILE: environment });
    const [, told = ""] = /^export MIDWATCH_CONVERSATION=(?<told>.*)$/m.exec(readFileSync(environment, "utf8")) ?? [];
    const env = { MIDWATCH_CONVERSATION: told };
    const claimed = await laptop.cli(["claim", "Task mine"], { env });
    expect(claimed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Task mine is yours until \S+ \S+ \(UTC\), or you release it/) as string,
    });
    expect((await fleet.cli("items")).stdout).toMatch(/mine +held by \S+@\S+ \(conversation 01234567\) until /);
    expect(await fleet.run("ann")).toMatchObject({ item: { id: "other" } });
    expect(await fleet.run("ann")).toMatchObject({ outcome: { kind: "idle" } });
    expect(await laptop.cli(["claim", "nothing"], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no item is called "nothing"') as string,
    });
    await laptop.hook("end", { session_id: session });
    await laptop.handedOver();
    expect((await fleet.cli("items")).stdout).toMatch(/mine +ready/);
    expect(await laptop.cli(["claim", "mine", "--hours", "2"])).toMatchObject({ code: 0 });
    expect((await fleet.cli("items")).stdout).toMatch(/mine +held by \S+@\S+ until /);
    fleet.alter("UPDATE claim SET until = 1 WHERE item = 'mine'");
    expect(await fleet.run("ann")).toMatchObject({ item: { id: "mine" }, outcome: { kind: "done" } });
  });

  it("says that a claim is not made while the host is away, and makes no claim whose time is over", async () => {
    const fleet = fleetOf("mine");
    const laptop = new Laptop(fleet, sshd);
    await laptop.connect();
    await sshd.stop();
    try {
      const { code, stderr } = await laptop.cli(["claim", "mine"]);
      expect([code, stderr]).toEqual([
        75,
        expect.stringMatching(/^not made yet, and an agent may take it meanwhile: hub cannot be reached/),
      ]);
      const file = join(laptop.state, "spool", laptop.spool()[0] ?? "");
      writeFileSync(file, readFileSync(file, "utf8").replace(/"until":\d+/, '"until":1'));
    } finally {
      await sshd.start();
    }
    expect((await laptop.hook("start")).stdout).toContain("the claim of mine: its time was over before it came here");
    expect((await laptop.listed()).notes.join()).toContain("1 hand-over refused and put aside");
    expect(await fleet.run("ann")).toMatchObject({ item: { id: "mine" }, outcome: { kind: "done" } });
  });

  it("leaves what was noted after a look at the web to a person, and its threads to be talked over", async () => {
    const fleet = fleetOf();
    const laptop = new Laptop(fleet, sshd);
    await laptop.connect();
    const noted = {
      observations: ["A page says so"],
      threads: [{ title: "Is it so?", kind: "solo", note: "a page says" }],
    };
    await laptop.hook("end", laptop.conversation(noted, "WebFetch"));
    await laptop.handedOver();
    const { memories } = await fleet.ask<Listed>("memory", "list");
    expect(memories.find(({ text }) => text === "A page says so")?.standing).toBe("quarantined");
    expect(fleet.published("threads/is-it-so.md")).toContain("kind: discuss");
  });
});
