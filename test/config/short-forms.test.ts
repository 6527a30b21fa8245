import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { builtIn } from "../../src/built-in.ts";
import { type Config, loadConfig } from "../../src/config/config.ts";
import { temporaryFolder, write } from "../end-to-end/fleet.ts";

const WORKSPACES = "workspaces: { desk: { remote: ./desk.git } }\n";
const THREE_LINES = "---\ndescription: Review what was pushed\nwhen: weekdays 08:00\nworkspace: desk\n---\n";

function load(agent: string, settings = "") {
  const folder = temporaryFolder();
  write(folder, "midwatch.yaml", `${WORKSPACES}${settings}\n`);
  write(folder, "agents/ada.md", agent);
  return loadConfig(folder, builtIn());
}

const agentOf = async (text: string) => {
  const { agents } = await load(text);
  return agents[0];
};

/** Parts that a fleet's file names; the folders and the lines differ. */
const partsIn = ({ sources, dispatch, budget, guards, healthChecks, lessons, memory }: Config) => [
  [sources, dispatch, budget, guards, healthChecks],
  [lessons, memory],
];

/** Each slot that a fleet's file names, with a part that needs no option. */
const SLOTS = [
  "sources: [PART:work-queue, PART:workspace-tasks]",
  "dispatch: PART:round-robin",
  "budget: PART:caps",
  "guards: [PART:turns, { use: loop, off: true }]",
  "healthChecks: [PART:disk]",
  "lessons: { share: PART:none }",
  "memory: { extractor: PART:notes }",
] as const;

describe("the plain name of a part", () => {
  it.each(SLOTS)("is the same as { use: name }: %s", async (line) => {
    const long = stringify(parse(line.replaceAll(/PART:([\w-]+)/g, "{ use: $1 }")));
    const [short, full] = await Promise.all([load(THREE_LINES, line.replaceAll("PART:", "")), load(THREE_LINES, long)]);
    expect(partsIn(short)).toEqual(partsIn(full));
  });

  it("is an agent's backend", async () => {
    const agent = await agentOf(THREE_LINES.replace("workspace:", "backend: gptme\nworkspace:"));
    expect(agent?.backend).toEqual({ use: "gptme" });
  });

  it.each([
    ["dispatch: random", /midwatch\.yaml:2: dispatch: no dispatch policy is called "random"/],
    ["sources: [work-queu]", /midwatch\.yaml:2: sources\.0: no source of work is called "work-queu"/],
    ["waits: { resolvers: [gitlab] }", /waits\.resolvers\.0: no part that looks at waits is called "gitlab"/],
    ["brief: { sections: [command] }", /midwatch\.yaml:2: brief\.sections\.0\.name: it is missing; write a text/],
    ["channels: { pager: webhook }", /midwatch\.yaml:2: channels\.pager\.url: it is missing; write a text/],
    ["guards: [3]", /midwatch\.yaml:2: guards\.0: write a text or settings \(name: value\)/],
  ])("gets a sentence where there is no such part, or it needs options: %s", async (line, sentence) => {
    await expect(load(THREE_LINES, line)).rejects.toThrow(sentence);
  });
});

describe("an agent's file of three lines", () => {
  it("says what it should do, when and on what; all else has a default", async () => {
    expect(await agentOf(THREE_LINES)).toMatchObject({
      description: "Review what was pushed",
      instructions: "Review what was pushed",
      backend: { use: "claude-code" },
      workspace: "desk",
      work: ["duty"],
      limits: { minutes: 30 },
    });
  });

  it("may say what it should do below the settings: its first sentence describes it", async () => {
    const text = "---\nwhen: daily 07:00\n---\n# The reviewer\n\nReview what was\npushed. Be brief.\n";
    expect(await agentOf(text)).toMatchObject({
      description: "Review what was pushed.",
      instructions: "# The reviewer\n\nReview what was\npushed. Be brief.",
    });
  });

  it.each([
    ["on inbox", "it takes from every source, for no time makes it due"],
    ["daily 07:00 without duty", "it takes from every source, for it is due without a duty"],
  ])("has no duty with when: %s: %s", async (when) => {
    const agent = await agentOf(THREE_LINES.replace("weekdays 08:00", when));
    expect(agent?.work).toEqual(["work-queue", "workspace-tasks"]);
  });
});
