// Lessons matched against 35 KB of text, by gptme's own matcher and by ours, in turns; the same result sets, or nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { provideGptme } from "../scripts/setup/gptme.mjs";
import { report } from "./measure.mjs";

const root = join(import.meta.dirname, "..");
const { indexLessons } = await import(join(root, "src", "lessons", "index-lessons.ts"));
const { LessonMatcher } = await import(join(root, "src", "lessons", "matcher.ts"));
const python = join(dirname((await provideGptme()).MIDWATCH_GPTME), "python");

const TEXT = 35_000;
const ROUNDS = 5;
const AIM = 200;
const EACH = 200;

let state = 8;
const roll = (sides) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * sides);
};
const LETTERS = "eeeettaaooiinnsshhrrddlucmfwypvbgk";
const word = () => Array.from({ length: 3 + roll(7) }, () => LETTERS[roll(LETTERS.length)]).join("");
const VOCABULARY = Array.from({ length: 20_000 }, word);
const pick = () => VOCABULARY[roll(VOCABULARY.length)];
const phrase = () => Array.from({ length: 30 }, pick).join(" ");

/** As in real collections: five keywords a lesson; a star in one of twenty and a pattern in one lesson of a hundred, more than they have. */
function lesson(n) {
  const keywords = Array.from({ length: 5 }, () =>
    roll(20) === 0 ? `${pick()}*${pick()}` : roll(3) === 0 ? pick() : `${pick()} ${pick()}`,
  );
  const patterns = n % 100 === 99 ? [`\\b${pick()} (?:${pick()}|${pick()}) \\d+`] : [];
  return `---\n${JSON.stringify({ match: { keywords, patterns } })}\n---\n# Lesson ${n}\n\n${phrase()}\n`;
}

function text() {
  let made = "";
  while (made.length < TEXT) made += `${pick()}${roll(12) === 0 ? ".\n" : " "}`;
  return made;
}

function theirs(folder, questions) {
  const input = JSON.stringify({ folders: [folder], questions: questions.map((asked) => ({ text: asked })) });
  const script = join(root, "test", "real", "gptme-lessons.py");
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).answers;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const count of [78, 500, 2000]) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
  try {
    const files = new Map(Array.from({ length: count }, (_, n) => [`lessons/${n}.md`, lesson(n)]));
    for (const [path, content] of files) writeFileSync(join(folder, path.slice(8)), content);
    const questions = Array.from({ length: ROUNDS }, text);
    const start = performance.now();
    const matcher = new LessonMatcher(indexLessons([{ folder: "lessons", files }]).lessons);
    const indexed = performance.now() - start;
    const answers = theirs(folder, questions);
    const times = { ours: [], theirs: [] };
    for (const [n, asked] of questions.entries()) {
      const names = matcher.match(asked).map(({ lesson: { path } }) => path.slice(8));
      const expected = answers[n].found.map(([path]) => path.slice(folder.length + 1));
      if (names.toSorted().join() !== expected.toSorted().join())
        throw new Error(`not the same lessons, for text ${n}`);
      // Too short to be timed once.
      const begun = performance.now();
      for (let time = 0; time < EACH; time++) matcher.match(asked);
      times.ours.push((performance.now() - begun) / EACH);
      times.theirs.push(answers[n].took);
    }
    const [ours, gptmes] = [median(times.ours), median(times.theirs)];
    const name = `${count} lessons (${answers[0].found.length} match), indexed once in ${indexed.toFixed(0)} ms`;
    report(name, { ours, theirs: gptmes, ratio: gptmes / ours }, `${AIM}`);
    if (gptmes / ours < AIM) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
