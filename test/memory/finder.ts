// Keeps two memories, looks for one in other words, and says what it found and whether LanceDB was loaded for it:
// node finder.ts <folder> none | up | down
import { join } from "node:path";
import { systemClock } from "../../src/core/host/clock.ts";
import { FileLocks } from "../../src/core/host/locks.ts";
import { FileMemoryBook } from "../../src/memory/book.ts";
import { patience } from "../limits.ts";

const [folder = "", server = ""] = process.argv.slice(2);
const embedders = {
  none: undefined,
  up: { model: "subjects", embed: async (texts: readonly string[]) => texts.map((text) => vectorOf(text)) },
  down: { model: "subjects", embed: () => Promise.reject(new Error("it is down")) },
};
const embedder = embedders[server as keyof typeof embedders];
const locks = new FileLocks(join(folder, "locks"));
const book = new FileMemoryBook({ folder, tokens: 600, embedder }, { locks, clock: systemClock });
const signal = patience();

for (const [n, text] of ["The remote refuses a push.", "The price has a gap."].entries()) {
  const origin = { session: `s${n}`, item: `tasks: ${n}`, at: n };
  await book.keep({ agent: "ann", origin, noticed: [{ kind: "observation", text, edges: [] }], faded: [] }, signal);
}
const { recalled, said } = await book.recall({ agent: "ann", text: "an upload was refused" }, signal);
const { sharedObjects } = process.report.getReport() as { readonly sharedObjects: readonly string[] };
const isLoaded = sharedObjects.some((path) => path.includes("lancedb"));
process.stdout.write(JSON.stringify({ found: recalled[0], said, isLoaded }));

function vectorOf(text: string): readonly number[] {
  return [/push|upload/.test(text) ? 1 : 0.1, /price/.test(text) ? 1 : 0.1, 0.5];
}
