// An agent that uses git as models do, by chance and seed. Whatever it has finished writing it notes in a log outside of
// midwatch's reach: from that line on nobody may lose it.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import process from "node:process";
import { HABITS } from "./habits.mjs";
import { randomFrom } from "./random.mjs";
import { Writing } from "./writing.mjs";

const [, , log, seed] = process.argv;
const { id: session, agent } = JSON.parse(readFileSync(process.env.MIDWATCH_SESSION, "utf8"));
const item = JSON.parse(readFileSync(process.env.MIDWATCH_ITEM, "utf8"));
const random = randomFrom(`${seed}/${item.id}/${session}`);

const note = (entry) =>
  appendFileSync(log, `${JSON.stringify({ at: Date.now(), session, agent, item: item.id, ...entry })}\n`);
const writing = new Writing({ session, agent, random, note });
const pause = () => execFileSync("sleep", [String(random.below(40) / 100)]);

note({ type: "begins" });
pause();
const done = [];
for (let times = 1 + random.below(3); times > 0; times--) {
  const { name, play } = random.pick(HABITS);
  try {
    play(writing);
    done.push(name);
  } catch (thrown) {
    // A model's git fails now and then, too; it goes on.
    done.push(`${name} failed (${String(thrown.message).split("\n")[0].slice(0, 80)})`);
  }
  pause();
}
note({ type: "ends", habits: done });

const ending = random.below(20);
if (ending === 0) process.exit(1);
if (ending === 1) process.exit(75);
if (ending === 2) {
  console.log("I do not know what to say.");
  process.exit(0);
}
const token = `kw${random.below(1_000_000)}`;
const notes = [
  "```midwatch",
  "item: done",
  `reason: "${done.join(", ")}"`,
  ...(random.chance(0.4) ? ["observations:", `  - ${agent} saw ${token} in ${item.id}`] : []),
  ...(random.chance(0.2)
    ? ["lessons:", `  - rule: Remember that ${token} needs TAG-${random.below(1_000_000)}`, `    keywords: [${token}]`]
    : []),
  ...(random.chance(0.1)
    ? ["threads:", `  - {title: "What of ${token}", kind: solo, note: open since ${item.id}}`]
    : []),
  "```",
].join("\n");
console.log(JSON.stringify({ type: "message", text: `Did it.\n\n${notes}` }));
const state = random.pick(["done", "done", "done", "done", "progress", "waiting"]);
console.log(JSON.stringify({ type: "result", item: state, reason: `${done.join(", ")} for ${item.id}` }));
