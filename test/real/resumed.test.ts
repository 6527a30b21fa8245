import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Ended } from "../../src/core/contracts/session.ts";
import { QUEUE } from "../core/world.ts";
import type { Seen } from "../mock/anthropic.mjs";
import { calls, EDITS, realFleet, SAYS_DONE } from "./fleet.ts";

const HALF = { text: "I have found the flaw in a.txt.\n\n```midwatch\nitem: progress\nreason: half of it\n```" };
const files = { "state/queue-manual.md": QUEUE };
/** Micro-dollars of one request to the mock. */
const ONE_REQUEST = 140;

/** The brief quotes the journal in any case; a conversation that goes on has turns of the agent's. */
const ITS_OWN_WORDS = '"role":"assistant"';
const said = (request: Seen | undefined) => JSON.stringify(request?.body?.messages);

/** An item that is left in progress, and the fleet for its next session. */
async function begun(resume: "never" | "progress", fleet = "") {
  const scenario = { steps: [...EDITS, HALF] };
  const here = await realFleet({ scenario, files, fleet, work: "work-queue", backend: `resume: ${resume}` });
  return { ...here, first: (await here.run()) as Ended };
}

const transcriptsOf = ({ folder }: Ended) =>
  readdirSync(join(folder, "transcript"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".jsonl"),
  );

describe("an item in progress", () => {
  it("is gone on with in its own conversation, for the cost of what is new, when its agent's file says so", async () => {
    const { run, mock, remote, first, events } = await begun("progress");
    expect(first).toMatchObject({ outcome: { kind: "progress" }, result: { usage: { micros: 3 * ONE_REQUEST } } });
    mock.set({ steps: [SAYS_DONE] });
    const second = (await run()) as Ended;
    console.log(JSON.stringify([second.outcome, second.result]), mock.requests.length);
    expect(second).toMatchObject({ outcome: { kind: "done" }, result: { usage: { micros: ONE_REQUEST } } });
    expect(said(mock.requests[0])).toContain(ITS_OWN_WORDS);
    expect(said(mock.requests[0])).toMatch(/You are resuming your earlier session on this item\..*# Session brief/);
    expect(events).toContainEqual({
      type: "message",
      text: `It continues the conversation of session ${first.id}.`,
    });
    expect(transcriptsOf(second).map((name) => name.split("/").at(-1))).toEqual([`${second.id}.jsonl`]);
    expect(remote.file("a.txt")).toBe("beta\n");
  });

  it("is begun afresh when its agent's file does not", async () => {
    const { run, mock } = await begun("never");
    mock.set({ steps: [SAYS_DONE] });
    expect(await run()).toMatchObject({ outcome: { kind: "done" } });
    expect(said(mock.requests[0])).not.toContain(ITS_OWN_WORDS);
  });

  it("is gone on with after it was cut short, too", async () => {
    const loops = calls("Bash", { command: "date +%N", description: "Look" });
    const here = await realFleet({
      scenario: { steps: [{ ...loops, text: "I have a plan." }] },
      files,
      fleet: "guards: [{ use: turns, limit: 3 }]",
      work: "work-queue",
      backend: "resume: progress",
    });
    expect(await here.run()).toMatchObject({ outcome: { kind: "stopped", cause: "turns" } });
    here.mock.set({ steps: [SAYS_DONE] });
    expect(await here.run()).toMatchObject({ outcome: { kind: "done" }, result: { usage: { micros: ONE_REQUEST } } });
    expect(said(here.mock.requests.at(-1))).toContain("I have a plan.");
  });

  it.for([
    ["is gone", (path: string) => rmSync(path), "its run has left no transcript"],
    ["is no transcript", (path: string) => writeFileSync(path, "garbage\n"), "No conversation found with session ID"],
    ["is empty", (path: string) => writeFileSync(path, ""), "No conversation found with session ID"],
  ] as const)("is begun afresh, and that is said, when what was kept of it %s", async ([, spoil, why]) => {
    const { run, mock, first, events } = await begun("progress");
    for (const name of transcriptsOf(first)) spoil(join(first.folder, "transcript", name));
    mock.set({ steps: [SAYS_DONE] });
    expect(await run()).toMatchObject({ outcome: { kind: "done" }, result: { usage: { micros: ONE_REQUEST } } });
    expect(said(mock.requests[0])).not.toContain(ITS_OWN_WORDS);
    const text = expect.stringMatching(`It begins afresh: the conversation of session ${first.id}.*${why}`) as string;
    expect(events).toContainEqual({ type: "message", text });
  });
});
