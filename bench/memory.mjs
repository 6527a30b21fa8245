// How long a question to an agent's memory takes when there is much in it, and what that costs: 10,000, 100,000 and a million
// rows with synthetic vectors of 384 numbers, in clusters. Each size in a process of its own: node bench/memory.mjs [rows …]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const DIMENSION = 384;
const CLUSTERS = 500;
const QUESTIONS = 200;
const BATCH = 5_000;
const AIM_MS = 50;

function sizes() {
  const given = process.argv.slice(2).map(Number);
  return given.length > 0 ? given : [10_000, 100_000, 1_000_000];
}

function all(rows) {
  const argv = ["--one", String(rows)];
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, ...argv], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  process.stdout.write(stdout);
}

async function one(rows) {
  const { LanceIndex } = await import(join(root, "src", "memory", "index", "lance.ts"));
  const { loadLibrary } = await import(join(root, "src", "memory", "index", "library.ts"));
  const folder = mkdtempSync(join(tmpdir(), "midwatch-memory-"));
  const make = maker(7);
  try {
    const index = await LanceIndex.create(await loadLibrary(), folder, DIMENSION);
    const filled = await timed(async () => {
      for (let at = 0; at < rows; at += BATCH)
        await index.add(Array.from({ length: Math.min(BATCH, rows - at) }, (_, n) => make.row(at + n)));
    });
    const tended = await timed(() => index.tend(Date));
    await index.tend(Date);
    const flat = await recallAt10(index, make, rows);
    const ways = { words: [], meaning: [], both: [] };
    for (let n = 0; n < QUESTIONS; n++) {
      const { text, vector } = make.question();
      ways.words.push(await timed(() => index.search({ text, limit: 64, without: [] })));
      ways.meaning.push(await timed(() => index.search({ text: "", vector, limit: 64, without: [] })));
      ways.both.push(await timed(() => index.search({ text, vector, limit: 64, without: [] })));
    }
    const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
    const times = Object.entries(ways).map(([way, all]) => `${way} ${at(all, 0.5)} / ${at(all, 0.99)}`);
    console.log(`${rows} rows: p50 / p99 in ms: ${times.join(", ")} (aim: p99 of both below ${AIM_MS})`);
    console.log(
      `  filled in ${seconds(filled)}, indexed in ${seconds(tended)}; ${rss} MiB of memory, ${size(folder)} MiB on disk; ${flat}`,
    );
    index.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many of the ten that are really nearest are among the ten that are found. */
async function recallAt10(index, make, rows) {
  let [found, of] = [0, 0];
  for (let n = 0; n < 20; n++) {
    const { vector } = make.question();
    const { byMeaning } = await index.search({ text: "", vector, limit: 10, without: [] });
    const exact = await exactly(index, vector);
    found += byMeaning.filter(({ id }) => exact.includes(id)).length;
    of += exact.length;
  }
  return `recall@10 against a look at all ${rows}: ${(found / of).toFixed(3)}`;
}

function maker(seed) {
  let state = seed;
  const roll = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const around = (centre, spread) => centre.map((each) => each + (roll() - 0.5) * spread);
  const centres = Array.from({ length: CLUSTERS }, () => Array.from({ length: DIMENSION }, () => roll() - 0.5));
  const word = () => {
    // As in any language: few words make up most of a text.
    const n = Math.floor(20_000 ** roll());
    return `w${n.toString(36)}`;
  };
  const words = (count) => Array.from({ length: count }, word).join(" ");
  const vector = () => around(centres[Math.floor(roll() * CLUSTERS)], 0.6);
  return {
    row: (n) => ({ id: `row-${n}`, text: words(15), crowd: `item: ${n % 997}`, vector: vector() }),
    question: () => ({ text: words(8), vector: vector() }),
  };
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)].toFixed(0);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const size = (folder) =>
  Math.round(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) /
      2 ** 20,
  );

/** Without the index: only to measure what it misses. */
async function exactly(index, vector) {
  const rows = await index.table
    .vectorSearch(vector)
    .distanceType("cosine")
    .bypassVectorIndex()
    .select(["id", "_distance"])
    .limit(10)
    .toArray();
  return rows.map(({ id }) => id);
}

const [mode, count] = process.argv.slice(2);
if (mode === "--one") await one(Number(count));
else for (const rows of sizes()) all(rows);
