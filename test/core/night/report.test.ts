import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import { nightOf } from "../../../src/core/night/record.ts";
import { reportText } from "../../../src/core/night/text.ts";
import { allow } from "../../../src/core/text/verdict.ts";
import { FileLessonBook } from "../../../src/lessons/book.ts";
import { finish, ScriptedBackend, type Step, write } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { ruleOf } from "../when/calendars.ts";
import { QUEUE, START, world } from "../world.ts";

const SOON = patience();
const HOUR = 3_600_000;
const usage = (micros?: number) => ({ inputTokens: 900, outputTokens: 100, ...(micros !== undefined && { micros }) });
const due = (rule: string): Partial<AgentDefinition> => ({
  work: ["duty"],
  when: { rules: [ruleOf(rule)], minGap: 0 },
});
const book = new FileLessonBook(
  { folder: "lessons", tokens: 1500, probation: 3, retire: { automatic: false, sessions: 20, worse: 0.1 } },
  { admits: () => allow },
);

/** The end of a run that says so in its notes. */
const notes = (said: object, micros: number): Step =>
  finish({ usage: usage(micros), text: `\`\`\`midwatch\n${JSON.stringify(said)}\n\`\`\`` });

/** What differs from one recording to the next: ids and commits. */
function golden(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]+/g, "<session>")
    .replaceAll(/\[[0-9a-f]{8}\]/g, "[<session>]")
    .replaceAll(/published [0-9a-f]{7}/g, "published <commit>")
    .replaceAll(/rescue apply [0-9a-f]+/g, "rescue apply <name>")
    .replaceAll(/\/\S*\/midwatch-world-\w+/g, "<folder>");
}

type World = Awaited<ReturnType<typeof world>>;

/** The report of the night before, as somebody reads it at eight in the morning. */
async function morning({ fleet, clock }: World): Promise<string> {
  const [from, to] = [START - 15 * HOUR, clock.now()];
  return golden(
    reportText(
      await nightOf(fleet.ledger.history, {
        from,
        to,
        zone: "UTC",
        agents: fleet.agents,
        isAlive: (process) => fleet.processes.isAlive(process),
      }),
    ),
  );
}

const page = (name: string) => join(import.meta.dirname, "../../../docs/night", `${name}.md`);

describe("the report of a night", () => {
  it("the report of a night that was good says what was done with its evidence, assumed, learned, spent, and comes next", async () => {
    const rule = "Read grammar.md before you touch the parser.";
    const lessons = [{ title: "Read the grammar first", rule, keywords: ["the parser"] }];
    const here = await world({
      agents: { ann: due("every 1h"), bob: { work: ["work-queue"] } },
      files: { "state/queue-manual.md": QUEUE },
      caps: { run: 2_000_000, agentDay: 10_000_000, fleetDay: 20_000_000 },
      lessons: book,
      backend: [
        new ScriptedBackend(
          write({ "report.md": "It is well.\n" }),
          notes(
            {
              item: "done",
              reason: "the report of the day is written",
              assumed: "that the fiscal year starts in July",
            },
            300_000,
          ),
        ),
        new ScriptedBackend(
          write({ "parser.ts": "" }),
          notes({ item: "progress", reason: "half of the parser is mended", lessons, assumed: ["none"] }, 1_250_000),
        ),
      ],
    });
    await here.watch.tick(SOON);
    here.clock.advance(HOUR);
    await here.watch.tick(SOON, "ann");
    await here.session({ agent: "bob" });
    here.clock.advance(60_000);
    await here.watch.tick(SOON, "ann");
    await expect(await morning(here)).toMatchFileSnapshot(page("good"));
  });

  it("the report of a night when everything failed says so first, why, where the work is, and that the cost is a guess", async () => {
    const stays = finish({
      stopReason: "error",
      cause: "api_error",
      text: "500 from the API, three times",
      usage: usage(),
    });
    const here = await world({
      agents: { ann: due("every 1h"), bob: { work: ["work-queue"] }, cid: due("every 1h") },
      files: { "state/queue-manual.md": QUEUE },
      caps: { run: 2_000_000, agentDay: 10_000_000, fleetDay: 20_000_000 },
      backend: [
        new ScriptedBackend(stays),
        new ScriptedBackend(write({ "half.md": "half" }), stays),
        new ScriptedBackend({ type: "throw", error: new Error("the disk is on fire") }),
        new ScriptedBackend(stays),
      ],
    });
    await here.watch.tick(SOON);
    here.clock.advance(HOUR);
    await here.watch.tick(SOON, "ann");
    await here.session({ agent: "bob" });
    await here.watch.tick(SOON, "cid");
    for (let n = 0; n < 4; n++) {
      here.clock.advance(8 * HOUR);
      await here.watch.tick(SOON, "ann");
    }
    here.clock.advance(2 * HOUR);
    await expect(await morning(here)).toMatchFileSnapshot(page("all-failed"));
  });

  it("the report of a night on which nothing was due says that, and nothing that could be taken for work", async () => {
    const here = await world({ agents: { ann: due("Tue 10:00"), bob: due("on weekdays at 18:00") } });
    await here.watch.tick(SOON);
    here.clock.advance(3 * HOUR);
    await expect(await morning(here)).toMatchFileSnapshot(page("nothing-due"));
  });

  it("the report of a night in which a process was killed calls its session dead, and not at work", async () => {
    const here = await world({ agents: { ann: due("Tue 10:00") } });
    const { ledger, folders, clock } = here.fleet;
    const asked = { id: folders.newId(), rule: "manual/ann", from: clock.now(), duty: true, reason: "asked for" };
    const whose = { agent: "ann", workspace: "main", backend: "scripted", slots: 4, budget: { asked: 0, day: "" } };
    const process = { pid: 2 ** 22, startTime: "1", boot: "before" };
    await ledger.open({ ...whose, session: folders.newId(), due: asked, at: clock.now(), process });
    const text = await morning(here);
    expect(text).toContain("no session ended. The process of 1 open session is gone.");
    expect(text).toContain(
      "- ann: no item: the process of its session is gone, in status (since 2026-11-23 09:00)\n  midwatch recover",
    );
    expect(text).not.toContain("Running");
  });
});
