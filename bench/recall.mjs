// What is found again, and at which place: by words, by meaning, by both. 206 observations; 64 questions in their own
// words, 64 in others, 20 that are a mere name. The model is served by bench/recall/serve.py, or by whatever speaks OpenAI's embeddings at the URL given:
// node bench/recall.mjs http://127.0.0.1:8123/v1
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const { FileMemoryBook } = await import(join(root, "src", "memory", "book.ts"));
const { openai } = await import(join(root, "src", "memory", "embedders", "openai.ts"));

const url = process.argv[2] ?? "http://127.0.0.1:8123/v1";
const DEPTH = 10;
const here = (name) =>
  readFileSync(join(import.meta.dirname, "recall", name), "utf8")
    .trim()
    .split("\n");
const targets = here("targets.tsv").map((line) => line.split("\t"));
const texts = [...targets.map(([text]) => text), ...here("others.txt")];
const asked = {
  "in its own words": targets.map(([, own], at) => ({ text: own, at })),
  "in other words": targets.map(([, , other], at) => ({ text: other, at })),
  "by a name": targets.flatMap(([, , , name], at) => (name ? [{ text: name, at }] : [])),
};

const signal = AbortSignal.timeout(600_000);
const folder = mkdtempSync(join(tmpdir(), "midwatch-recall-"));
const place = {
  locks: { hold: async () => ({ release() {} }) },
  clock: { now: () => Date.parse("2026-11-23T09:00:00Z") },
};
const embedder = openai.create({ url, model: "all-MiniLM-L6-v2", key: "" }, { credentials: {} });
const bookWith = (options) => new FileMemoryBook({ folder, tokens: 100_000, ...options }, place);

try {
  await observe(bookWith({}));
  const rows = {
    "full text alone": await judged(await recalling(bookWith({}))),
    "vectors alone": await judged(await searching(bookWith({ embedder }))),
    "hybrid (what a session gets)": await judged(await recalling(bookWith({ embedder }))),
  };
  const kinds = Object.entries(asked);
  const counts = kinds.map(([kind, all]) => `${all.length} ${kind}`).join(", ");
  console.log(`${texts.length} observations; questions: ${counts}
`);
  console.log(`| | ${kinds.map(([kind]) => `${kind}: recall@${DEPTH} | MRR`).join(" | ")} |`);
  console.log(`| --- |${" --- |".repeat(2 * kinds.length)}`);
  for (const [name, cells] of Object.entries(rows)) console.log(`| ${name} | ${cells.join(" | ")} |`);
} finally {
  rmSync(folder, { recursive: true });
}

async function observe(book) {
  for (const [at, text] of texts.entries()) {
    const origin = { session: `s${at}`, item: `item: ${at}`, at: place.clock.now() };
    await book.keep({ agent: "ann", origin, noticed: [{ kind: "observation", text, edges: [] }], faded: [] }, signal);
  }
}

async function recalling(book) {
  return async (text) => (await book.recall({ agent: "ann", text }, signal)).recalled.map(({ id }) => id);
}

async function searching(book) {
  await book.refresh("ann", signal);
  const index = book.indexOf("ann");
  return async (text) =>
    (await index.search({ text, limit: DEPTH, without: [] }, signal)).byMeaning.map(({ id }) => id);
}

async function judged(find) {
  const cells = [];
  for (const questions of Object.values(asked)) {
    let [found, reciprocal] = [0, 0];
    for (const { text, at } of questions) {
      const place = (await find(text)).slice(0, DEPTH).indexOf(`s${at}-1`);
      if (place >= 0) [found, reciprocal] = [found + 1, reciprocal + 1 / (place + 1)];
    }
    cells.push((found / questions.length).toFixed(2), (reciprocal / questions.length).toFixed(2));
  }
  return cells;
}
