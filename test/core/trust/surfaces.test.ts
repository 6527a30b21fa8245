import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LessonSharing } from "../../../src/core/contracts/lessons.ts";
import type { RunSaid } from "../../../src/core/contracts/memory.ts";
import { eventLog } from "../../../src/core/host/event-log.ts";
import { allow } from "../../../src/core/text/verdict.ts";
import { KnownValues } from "../../../src/core/trust/known-values.ts";
import { FileLessonBook } from "../../../src/lessons/book.ts";
import { FileMemoryBook } from "../../../src/memory/book.ts";
import { inNotes } from "../../../src/memory/extractors/notes.ts";
import { finish, ScriptedBackend, say } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { mailbox } from "../outbox/mailbox.ts";
import { QUEUE, type RememberingPlace, works, world } from "../world.ts";

const CANARY = "mw_canary_Q7xZm2Lk9TvB4wYp8RcN1sDf6HjG3uEa";
const KEY = `ghp_${"3bC".repeat(12)}`;
const credentials = { CANARY };
const values = new KnownValues(credentials);

/** Every way that is known, in one text. */
const TEXT = [
  CANARY,
  Buffer.from(`so ${CANARY} it is`).toString("base64"),
  Buffer.from(CANARY).toString("hex"),
  CANARY.split("").toReversed().join(""),
  CANARY.split("").join(" "),
  CANARY.slice(0, -6),
  KEY,
].join(" and ");

const ALL: LessonSharing = { admits: () => allow };
const lessons = new FileLessonBook(
  { folder: "lessons", tokens: 1500, probation: 3, retire: { automatic: false, sessions: 20, worse: 0.1 } },
  ALL,
);
const memory = ({ folder, locks, clock, redact }: RememberingPlace) => ({
  book: new FileMemoryBook({ folder, tokens: 600, redact }, { locks, clock }),
  extractor: { extract: async (run: RunSaid) => inNotes(run) },
});

const NOTES = {
  item: "done",
  reason: `it is ${TEXT}`,
  observations: [`The service is asked with ${TEXT}.`],
  beliefs: [{ text: `It lets in ${TEXT}.` }],
  assumed: [`that ${TEXT} is right`],
  lessons: [{ title: `Use ${CANARY}`, rule: `Ask with ${TEXT}.`, keywords: ["write the report", CANARY] }],
  threads: [{ title: `Ask about ${CANARY}`, kind: "solo", note: `Is ${TEXT} still right?` }],
};

const answer = finish({ text: `I used ${TEXT}.\n\n\`\`\`midwatch\n${JSON.stringify(NOTES)}\n\`\`\`\n` });

/** A run that says it wherever it can. */
const leaks = new ScriptedBackend(
  say(`the key is ${TEXT}`),
  { type: "tell", event: { type: "tool_call", id: "1", name: "bash", input: { command: `curl -H 'x: ${TEXT}'` } } },
  {
    type: "call",
    call({ transcript = "" }) {
      mkdirSync(join(transcript, "deep"), { recursive: true });
      writeFileSync(join(transcript, "deep", "run.jsonl"), `${JSON.stringify({ said: TEXT })}\n{"a":"${CANARY}"}\n`);
      writeFileSync(join(transcript, "run.bin"), Buffer.concat([Buffer.from([0xff, 0xfe, 0]), Buffer.from(CANARY)]));
    },
  },
  works,
  answer,
);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every text in a repository: commits, trees with their names, and files. */
const objectsIn = (repository: string) =>
  execFileSync("git", ["-C", repository, "cat-file", "--batch-all-objects", "--batch"], { maxBuffer: 1 << 28 });

const isSecret = (bytes: Buffer) =>
  ["utf8", "latin1"].some((encoding) => values.find(bytes.toString(encoding as "utf8")).length > 0) ||
  bytes.includes(KEY);

describe("what a run says", () => {
  it("stands on no durable surface with a secret in it, in no way that is known (C02, C03, C05)", async () => {
    const { channel, letters } = mailbox();
    const made = await world({
      files: { "state/queue-manual.md": QUEUE },
      credentials,
      lessons,
      memory,
      channels: { team: channel },
      reporting: { rules: [{ on: ["done"], to: "team", at: "08:00" }] },
      backend: [leaks, new ScriptedBackend(works, finish({ stopReason: "error", cause: "exit_code", text: TEXT }))],
    });
    const { fleet, session, outbox, remote } = made;
    fleet.events.subscribe(eventLog(fleet.folders));
    await fleet.inbox.put("ann", `Please use ${TEXT}`);
    await fleet.ledger.oblige({ key: "look", owner: "owner", action: `look at ${TEXT}`, at: 0 });
    await session();
    await session();
    await outbox.deliver(patience());

    const root = dirname(remote.path);
    const leaked = filesIn(root).filter((path) => isSecret(readFileSync(path)));
    expect(leaked.map((path) => path.slice(root.length))).toEqual([]);
    for (const repository of [remote.path, join(root, "state/repos/main.git")])
      expect(isSecret(objectsIn(repository))).toBe(false);
    expect(letters.length).toBeGreaterThan(0);
    expect(isSecret(Buffer.from(JSON.stringify(letters)))).toBe(false);
    expect(await remote.journal()).toContain("(CANARY)");
    expect(JSON.stringify(made.events)).toContain("(CANARY)");
  });
});
