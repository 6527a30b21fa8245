// Whether what is noticed adds up: the same two agents on the same hundred items, with memory and lessons off and on. An item
// is solved only when the brief holds the fact that it needs; a session that lacks it finds it out, notes it, and gives up.
// Writes docs/accumulation.svg. With a URL of an embedding model (bench/recall/serve.py): vectors, too.
// node bench/accumulation.mjs [http://127.0.0.1:8123/v1]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { picture } from "./accumulation/picture.mjs";

const root = join(import.meta.dirname, "..");
const { assemble } = await import(join(root, "src", "assemble.ts"));

const FAMILIES = 25;
const url = process.argv[2];
const SETTINGS = {
  neither: { memory: "off", lessons: 0 },
  lessons: { memory: "off", lessons: 1500 },
  "memory, words alone": { memory: "{}", lessons: 0 },
  ...(url && {
    "memory with vectors": { memory: `{ embedder: { use: openai, url: "${url}", model: minilm } }`, lessons: 0 },
  }),
  ...(url && { both: { memory: `{ embedder: { use: openai, url: "${url}", model: minilm } }`, lessons: 1500 } }),
};

/** A family needs one fact; two of its items ask for it in its own words, two in other words. */
const families = readFileSync(join(import.meta.dirname, "recall", "targets.tsv"), "utf8")
  .trim()
  .split("\n")
  .slice(0, FAMILIES)
  .map((line) => line.split("\t"));
const items = shuffled(
  families.flatMap(([fact, own, other], family) =>
    [own, other, `${own}, for the second time`, `${other} It happened again.`].map((title, n) => ({
      id: `t${family}-${n}`,
      title,
      fact,
      keywords: own.split(" ").filter((word) => word.length >= 4),
    })),
  ),
);

// Each setting in a process of its own with its name, or all of them here.
const [only] = process.argv.slice(3);
const results = {};
for (const [name, settings] of Object.entries(SETTINGS)) {
  if (only !== undefined && only !== name) continue;
  results[name] = await play(settings);
  const at = (n) => results[name].slice(0, n).filter(Boolean).length;
  console.log(`| ${name} | ${[25, 50, 75, 100].map(at).join(" | ")} |`);
}
if (only === undefined) writeFileSync(join(root, "docs", "accumulation.svg"), picture(results));
else console.log(JSON.stringify(results));

/** A hundred sessions, the agents by turns. Answers with which of them solved their item. */
async function play(settings) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-accumulation-"));
  try {
    build(folder, settings);
    const { fleet, watch } = await assemble(folder, process.env);
    const solved = [];
    for (const [n, { id }] of items.entries()) {
      const agent = fleet.agents[n % 2];
      const ended = await watch.run(agent, { rule: "bench", only: id }, AbortSignal.timeout(60_000));
      if (!ended.outcome) throw new Error(ended.reason);
      if (!["done", "not-viable"].includes(ended.outcome.kind)) throw new Error(JSON.stringify(ended.outcome));
      solved.push(ended.outcome.kind === "done");
    }
    fleet.ledger.close();
    return solved;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function build(folder, { memory, lessons }) {
  const git = (...args) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  const seed = join(folder, "seed");
  git("init", "--bare", "--initial-branch=main", "desk.git");
  git("clone", "desk.git", "seed");
  mkdirSync(join(seed, "tasks"));
  for (const { id, title } of items)
    writeFileSync(join(seed, "tasks", `${id}.md`), `---\nstate: active\ncreated: 2026-11-01\n---\n# ${title}\n`);
  const person = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"];
  git("-C", seed, "add", "--all");
  git("-C", seed, ...person, "commit", "-m", "Begin");
  git("-C", seed, "push", "origin", "HEAD:main");
  mkdirSync(join(folder, "agents"));
  for (const name of ["ann", "bob"])
    writeFileSync(
      join(folder, "agents", `${name}.md`),
      "---\ndescription: solves\nworkspace: desk\nbackend: { use: solver }\nwork: [workspace-tasks]\n---\nSolve it.\n",
    );
  writeFileSync(join(folder, "items.json"), JSON.stringify(Object.fromEntries(items.map((item) => [item.id, item]))));
  const plugin = join(import.meta.dirname, "accumulation", "solver.mjs");
  const lines = [
    "workspaces: { desk: { remote: ./desk.git } }",
    `plugins: [${plugin}]`,
    "containment: group",
    `memory: ${memory}`,
    `lessons: { tokens: ${lessons} }`,
  ];
  writeFileSync(join(folder, "midwatch.yaml"), `${lines.join("\n")}\n`);
}

/** The same order every time. */
function shuffled(all) {
  let state = 11;
  const roll = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return all
    .map((each) => ({ each, at: roll() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}
