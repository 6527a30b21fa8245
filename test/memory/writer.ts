// Keeps memories for one agent until it is killed: node writer.ts <folder> <name>. Says each session it has kept.
import { join } from "node:path";
import { systemClock } from "../../src/core/host/clock.ts";
import { FileLocks } from "../../src/core/host/locks.ts";
import { FileMemoryBook } from "../../src/memory/book.ts";
import { inNotes } from "../../src/memory/extractors/notes.ts";
import { patience } from "../limits.ts";

const [folder = "", name = ""] = process.argv.slice(2);
const locks = new FileLocks(join(folder, "locks"));
const book = new FileMemoryBook({ folder, tokens: 600 }, { locks, clock: systemClock });
const signal = patience();

for (let n = 0; ; n++) {
  const session = `${name}-${n}`;
  const origin = { session, item: `tasks: ${session}`, at: n };
  const item = { source: "tasks", id: session, title: session };
  const outcome = { kind: "done" as const, reason: "as asked" };
  const notes = { observations: [`${name} noticed fact ${n}`, `fact ${n} of ${name} is odd`] };
  await book.keep({ agent: "ann", origin, ...inNotes({ agent: "ann", item, outcome, text: "", notes }) }, signal);
  process.stdout.write(`${session}\n`);
  if (n % 3 === 0) await book.refresh("ann", signal);
}
