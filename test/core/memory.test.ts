import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { BackendRequest } from "../../src/core/contracts/backend.ts";
import { FileMemoryBook } from "../../src/memory/book.ts";
import { inNotes } from "../../src/memory/extractors/notes.ts";
import { finish, ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { type RememberingPlace, world } from "./world.ts";

const entries = (count: number) =>
  `# Work Queue\n\n## Planned Next\n\n${Array.from({ length: count }, (_, n) => `${n + 1}. **Push the release ${n}**\n   - Status: READY\n`).join("")}`;
const files = (count = 5) => ({ "state/queue-manual.md": entries(count) });

const memory = ({ folder, locks, clock }: RememberingPlace) => ({
  book: new FileMemoryBook({ folder, tokens: 600 }, { locks, clock }),
  extractor: { extract: async (run: Parameters<typeof inNotes>[0]) => inNotes(run) },
});

/** The end of a run that has noticed something. */
const notices = (said: object): Step =>
  finish({
    text: `Done.\n\n\`\`\`midwatch\n${JSON.stringify({ item: "done", reason: "as asked", ...said })}\n\`\`\`\n`,
  });

/** Keeps what its runs were told. */
class Listening extends ScriptedBackend {
  readonly briefs: string[] = [];

  constructor(...script: readonly Step[]) {
    super(
      {
        type: "call",
        call: async (request: BackendRequest) => void this.briefs.push(await readFile(request.files.brief, "utf8")),
      },
      ...script,
    );
  }
}

const REMOTE = "The remote refuses a push of a release over 50 MB.";

describe("what a session noticed", () => {
  it("is in the brief of the next that it matters to, with where it comes from", async () => {
    const listening = new Listening();
    const { session } = await world({
      files: files(),
      memory,
      backend: [new ScriptedBackend(notices({ observations: [REMOTE] })), listening],
    });
    const { id } = await session();
    await session();
    expect(listening.briefs[0]).toContain("## What was noticed before");
    expect(listening.briefs[0]).toContain(
      `- ${REMOTE} (${`${id}-1`.slice(-10)}: observation, today; from work-queue: `,
    );
  });
});
