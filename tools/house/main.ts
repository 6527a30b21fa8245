import { readdirSync } from "node:fs";
import { filesInCircles } from "./circles.ts";
import {
  arrowsIn,
  arrowsUp,
  CONVENTIONS,
  firstWords,
  functionLines,
  linesOf,
  questionWords,
  readHouse,
  repeatedNames,
} from "./house.ts";

/** npm run house: the figures by which one tells whether it can be read in an afternoon. */
const MOST_FILES_OF_A_NAME = 3;
const SHOWN = 20;

/** Suites for those who write parts are long on purpose. */
const house = readHouse("src").filter(({ path }) => !path.startsWith("src/testing/"));
const core = house.filter(({ path }) => path.startsWith("src/core/"));
const arrows = arrowsIn(core);
const words = house.flatMap(firstWords);
const questions = house.flatMap(questionWords).length;
const repeated = repeatedNames(house, MOST_FILES_OF_A_NAME).filter(([name]) => !CONVENTIONS.includes(name));
const flat = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".ts")).length;

/** Median, 95th percentile and largest. */
function spread(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `${at(0.5)} / ${at(0.95)} / ${at(1)}`;
}

const rows: readonly (readonly [string, string])[] = [
  ["flat files in src/core, src/cli", `${flat("src/core")}, ${flat("src/cli")}`],
  ["arrows between the core's rooms (up)", `${arrows.size} (${arrowsUp(arrows).length})`],
  ["files in circles of imports, with types", String(filesInCircles(house).length)],
  ["lines of a file: median / p95 / most", spread(house.map(linesOf))],
  ["lines of a function: median / p95 / most", spread(house.flatMap(functionLines))],
  [`names declared in more than ${MOST_FILES_OF_A_NAME} files`, String(repeated.length)],
  ["comments that begin with a question word", `${questions} of ${words.length}`],
];
const width = Math.max(...rows.map(([label]) => label.length));
for (const [label, value] of rows) console.log(`${label.padEnd(width)}  ${value}`);
for (const place of arrowsUp(arrows)) console.log(`up: ${place}`);
console.log(
  `the most frequent: ${repeated
    .slice(0, SHOWN)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")}`,
);
