import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMES_MINUTES } from "../limits.ts";
import { appears, peakMemory, processesWith } from "./command-line.ts";
import { type Ran, states, TestFleet } from "./fleet.ts";

const MEGABYTE = 1024 * 1024;
const WAIT = (name: string) => `until [ -e $signals/${name} ]; do sleep 0.05; done`;

/** What midwatch's memory grows by while the program writes, and how the session ends. */
async function whileItWrites(writes: string): Promise<{ grown: number; fleet: TestFleet; ran: Ran }> {
  const program = `touch $signals/ready; ${WAIT("go")}; ${writes}; touch $signals/written; ${WAIT("end")}; ${states("done")}`;
  const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
  const run = fleet.start("run", "ada", "--json");
  await appears(join(fleet.signals, "ready"));
  const before = peakMemory(run.pid);
  fleet.signal("go");
  await appears(join(fleet.signals, "written"));
  const grown = peakMemory(run.pid) - before;
  fleet.signal("end");
  return { grown, fleet, ran: JSON.parse((await run.finished).stdout) as Ran };
}

function eventsOf(fleet: TestFleet, { session }: Ran): string {
  return readFileSync(join(fleet.folder, ".midwatch/sessions", session, "events.jsonl"), "utf8");
}

describe("a program that", () => {
  it("floods both its streams costs bounded memory and a bounded log (B08)", async () => {
    const { grown, fleet, ran } = await whileItWrites(
      "flood=$(printf 'flood %.0s' {1..200}); yes $flood | head -c 80M; yes $flood | head -c 80M >&2; echo",
    );
    expect(ran).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    expect(grown).toBeLessThan(64 * MEGABYTE);
    expect(eventsOf(fleet, ran).length).toBeLessThan(17 * MEGABYTE);
    expect(eventsOf(fleet, ran)).toContain('"session.ended"');
  });

  it("writes one line of 50 MB, and spins on another, costs bounded memory, and a bounded journal (B09)", async () => {
    const { grown, fleet, ran } = await whileItWrites(
      `head -c 50M /dev/zero | tr '\\0' x; echo; for i in $(seq 20000); do printf '\\r%s %%' $i; done; echo`,
    );
    expect(ran).toMatchObject({ outcome: { kind: "done" } });
    expect(grown).toBeLessThan(64 * MEGABYTE);
    const [entry = ""] = fleet.files().filter((path) => path.startsWith("journal/"));
    expect(fleet.published(entry)?.length).toBeLessThan(20_000);
  });

  it("writes what is no text ends as it says, and its words are told without it (B10, B11)", async () => {
    const bytes = String.raw`printf 'half \303'; sleep 0.2; printf '\244 \377\376 \000 nul\n'`;
    const escapes = String.raw`printf '\033[31mred\033[0m \033]0;title\007\033]8;;http://x\033\\link\033]52;c;aGk=\007 end\n'`;
    const json = String.raw`printf '{"type":"message","text":"lone \\ud800, esc \\u001b[2J, nul \\u0000"}\n'`;
    const fleet = new TestFleet({ agents: { ada: { program: `${bytes}; ${json}; ${escapes}` } }, tasks: ["a"] });
    const ran = await fleet.run("ada");
    expect(ran.outcome).toMatchObject({
      kind: "no-effect",
      reason: expect.stringMatching(/last message: red link end$/),
    });
    const told = eventsOf(fleet, ran).split("\n").filter(Boolean);
    for (const line of told) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(told.join("")).toContain("half ä �� ");
    expect(told.join("")).toContain("lone �, esc , nul ");
    expect(told.join("")).not.toMatch(/u001b|u0000|title|aGk/);
    expect((await fleet.cli("sessions")).stdout).not.toContain("\u001b");
  });

  it("ignores SIGTERM is ended all the same at its deadline, and its work is rescued (B03)", async () => {
    const left = "97531.25";
    const program = `trap '' TERM INT HUP; echo saved > note; setsid bash -c "trap '' TERM; sleep ${left}" & sleep ${left}; sleep ${left}`;
    const fleet = new TestFleet({ agents: { ada: { program, minutes: COMES_MINUTES } }, tasks: ["a"] });
    const ran = await fleet.run("ada");
    expect(ran).toMatchObject({
      code: 1,
      outcome: { kind: "stopped", cause: "deadline" },
      publication: { kind: "rescued" },
    });
    expect(processesWith(left)).toEqual([]);
    expect(fleet.git("show", `${ran.publication.ref}:note`)).toBe("saved");
  });
});

describe.concurrent("how a program ends is told apart (B15)", () => {
  const ends = async (program: string) =>
    (await new TestFleet({ agents: { ada: { program } }, tasks: ["a"] }).run("ada")).outcome;

  it.for([
    ["exit 1", /with 1$/],
    ["exit 126", /with 126$/],
    ["exit 127", /with 127$/],
    ["exit 137", /with 137$/],
    ["exit 139", /with 139$/],
    ["kill -KILL $$", /137|SIGKILL/],
    ["kill -SEGV $$", /139|SIGSEGV/],
  ] as const)("%s", async ([program, reason]) => {
    expect(await ends(program)).toMatchObject({ kind: "failed", reason: expect.stringMatching(reason) });
  });

  it("a program that is not there", async () => {
    const fleet = new TestFleet({ agents: { ada: { run: ["/nowhere/agent"] } }, tasks: ["a"] });
    const { code, outcome } = await fleet.run("ada");
    expect({ code, outcome }).toMatchObject({
      code: 1,
      outcome: { kind: "unfit", reason: expect.stringMatching(/nowhere\/agent/) },
    });
  });

  it("a file that is no program", async () => {
    const fleet = new TestFleet({ agents: { ada: { run: ["./ada.md"] } }, tasks: ["a"] });
    const { code, outcome } = await fleet.run("ada");
    expect({ code, outcome }).toMatchObject({
      code: 1,
      outcome: { kind: "failed", reason: expect.stringMatching(/ada\.md/) },
    });
  });

  it("a run that asks to come again later", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: "echo not now; exit 75" } }, tasks: ["a"] });
    expect(await fleet.run("ada")).toMatchObject({ code: 75, outcome: { kind: "deferred", reason: "not now" } });
  });

  it("leaves no clone behind", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: "exit 3" } }, tasks: ["a"] });
    const { session } = await fleet.run("ada");
    const folder = join(fleet.folder, ".midwatch/sessions", session);
    expect(readdirSync(folder).sort()).toEqual(["events.jsonl", "input", "transcript"]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});
