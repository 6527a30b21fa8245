import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { start } from "./command-line.ts";
import { TestFleet, temporaryFolder, write } from "./fleet.ts";

const root = temporaryFolder();
const midwatch = (...args: readonly string[]) => start(args, { cwd: root, home: root }).finished;

/** Exit 2, a sentence, and nothing for a programmer. */
const refused = (sentence: RegExp) => ({
  code: 2,
  stdout: "",
  stderr: expect.toSatisfy((text: string) => sentence.test(text) && !/\n\s+at .*:\d+/.test(text)) as string,
});

describe.concurrent("wrong usage is refused in a sentence, with exit 2", () => {
  it("the demo in a folder that holds something else", async () => {
    write(root, "full/notes.txt", "mine");
    expect(await midwatch("demo", join(root, "full"))).toEqual(
      refused(/full is not empty, and holds no midwatch.yaml/),
    );
  });

  it("an agent that is not declared", async () => {
    const fleet = new TestFleet({ agents: { ada: {} } });
    expect(await fleet.cli("run", "bob")).toEqual(refused(/no agent is called "bob"; there are: ada/));
  });

  it("no fleet here", async () => {
    expect(await midwatch("run", "ada")).toEqual(refused(/there is no midwatch.yaml in .* or above it/));
    expect(await midwatch("status")).toEqual(refused(/there is no midwatch.yaml/));
  });

  it("a fleet named that is none", async () => {
    const empty = temporaryFolder();
    expect(await midwatch("run", "ada", "--fleet", empty)).toEqual(refused(/midwatch.yaml/));
    expect(await midwatch("status", "--fleet", join(empty, "nowhere"))).toEqual(refused(/nowhere/));
  });

  it("an unknown command, and an unknown option", async () => {
    expect(await midwatch("dance")).toEqual(refused(/dance/));
    expect(await midwatch("status", "--colour")).toEqual(refused(/colour/));
  });

  it("a session nobody has heard of", async () => {
    const fleet = new TestFleet({ agents: { ada: {} } });
    expect(await fleet.cli("why", "0000")).toEqual(refused(/no session has run here yet/));
  });

  it("front matter that cannot be read", async () => {
    const fleet = new TestFleet({ agents: { ada: {} } });
    for (const [text, sentence] of [
      ["---\nbackend: [\n---\n", /ada\.md/],
      ["no front matter", /ada\.md/],
      ["---\ndescription: x\nbackend: { use: command, run: [true] }\nworks: duty\n---\n", /ada\.md.*[\s\S]*works/],
    ] as const) {
      write(fleet.folder, "agents/ada.md", text);
      expect(await fleet.cli("run", "ada")).toEqual(refused(sentence));
    }
  });

  it("a backend that is not there", async () => {
    const fleet = new TestFleet({ agents: { ada: {} } });
    write(fleet.folder, "agents/ada.md", "---\ndescription: x\nbackend: { use: claud-code }\n---\n");
    expect(await fleet.cli("run", "ada")).toEqual(refused(/claud-code/));
  });

  it("a number that is none", async () => {
    const fleet = new TestFleet({ agents: { ada: {} } });
    for (const limit of [["x"], ["1.5"], ["0"], ["-3"], []])
      expect(await fleet.cli("sessions", "--limit", ...limit)).toEqual(refused(/limit/));
  });

  it("a word that is missing", async () => {
    expect(await midwatch("run")).toEqual(refused(/missing argument: midwatch run <agent>\n.*--help/));
  });

  it.for([
    [["status", "--jsn"], /unknown option --jsn \(did you mean --json\?\)/],
    [["rnu", "ada"], /unknown command "rnu" \(did you mean run\?\)/],
    [["sessions", "ada", "--limt", "3"], /unknown option --limt \(did you mean --limit\?\)/],
    [["status", "now"], /one word too many: "now"; it is midwatch status/],
    [["tell"], /missing argument: midwatch tell <agent>/],
    [["rnu", "ada"], /^unknown command "rnu".*lists them\nmidwatch --help/],
    [["threads", "shw"], /^midwatch threads takes list, show, new, close, not "shw" \(did you mean show\?\)/],
    [["sessions", "--outcome", "dne"], /^--outcome takes done, progress, .*, not "dne" \(did you mean done\?\)/],
    [["retry", "--cause"], /^--cause takes a value, and none is given/],
  ] as const)("B19: %j, and says what was meant", async ([words, said]) => {
    const { code, stderr } = await midwatch(...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  });

  it("an id that is none", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: "exit 75" } }, tasks: ["a"] });
    await fleet.run("ada");
    for (const id of ["zzzz", ""])
      expect(await fleet.cli("show", id)).toEqual(refused(/neither an agent that has run nor/));
  });

  it("an item that is not on offer", async () => {
    const fleet = new TestFleet({ agents: { ada: {} }, tasks: ["a"] });
    expect(await fleet.cli("run", "ada", "--dry-run", "--item", "b")).toEqual(refused(/ada has no item "b" on offer/));
    expect(await fleet.cli("run", "ada", "--item", "b")).toEqual(refused(/ada has no item "b" on offer/));
    expect(fleet.rows("SELECT id FROM session")).toEqual([]);
    expect(await fleet.cli("claim", "")).toEqual(refused(/missing argument: an item/));
  });

  it("a folder that nothing can be made in", async () => {
    expect(await midwatch("demo", "/proc/here")).toMatchObject({
      code: 1,
      stderr: expect.not.stringMatching(/\n\s+at /),
    });
  });
});

it.for([["-h"], ["--help"], ["help"], ["--fleet", "x", "-h"], ["dance", "--help"]])(
  "%j lists every command in groups",
  async (words) => {
    const answer = { code: 0, stdout: expect.stringMatching(/\n\nRun:\n {2}run <agent> {2}/) };
    expect(await midwatch(...words)).toMatchObject(answer);
  },
);

it("a command's own help shows what it takes", async () => {
  const { stdout } = await midwatch("--fleet", "x", "run", "-h");
  expect(stdout).toMatch(/^midwatch run <agent>\n\nrun one session[\s\S]*Examples:\n {2}midwatch run trader/);
});

it("completes every command, and nothing that is none", async () => {
  const { stdout } = await midwatch("--get-yargs-completions", "midwatch", "");
  const words = stdout.trim().split("\n");
  expect(words).toEqual(expect.arrayContaining(["status", "check-dues", "uninstall"]));
  expect(words.filter((word) => !/^[a-z-]+$/.test(word))).toEqual([]);
});
