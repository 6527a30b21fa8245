import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { TestFleet } from "./fleet.ts";

const NAMES = ["ann", "bob", "cid", "dot"];
const lessons = [
  { title: "NAME on ITEM", rule: "ITEMxNAME NAMExITEM ITEMyNAME", keywords: ["NAMExITEM"] },
  { title: "ITEM by NAME", rule: "zNAMEzITEM zzITEMzzNAME zzzNAMExITEM", keywords: ["zNAMEzITEM"] },
];
const notes = JSON.stringify({ item: "done", reason: "as asked", lessons });
const said = JSON.stringify({ type: "message", text: `\`\`\`midwatch\n${notes}\n\`\`\`` });

/** Each session writes a file of its own, and has learned two things that no other has. */
const LEARNS = `
name=$(grep -o '"agent": "[a-z0-9]*"' "$MIDWATCH_SESSION" | cut -d'"' -f4)
item=$(grep -m1 -o '"id": "[a-z0-9-]*"' "$MIDWATCH_ITEM" | cut -d'"' -f4)
mkdir -p work && echo "by $name" > "work/$item"
echo '${said}' | sed "s/NAME/$name/g; s/ITEM/$item/g"`;

/** The remote keeps pushes of that kind waiting while it is told to. */
const waitsFor = (subject: string) => `
read old new ref
git log -1 --format=%s $new | grep -q '${subject}' || exit 0
[ -e $signals/hold ] && touch $signals/held
while [ -e $signals/hold ]; do sleep 0.05; done`;

/** Far more than are needed: on a busy machine a killed session's item is free again when the others are at work. */
const ROUNDS = 20;

const doneIn = (fleet: TestFleet) =>
  fleet.rows<{ id: string; agent: string; item: string }>(
    "SELECT id, agent, item ->> 'id' AS item FROM session WHERE outcome ->> 'kind' = 'done'",
  );

describe("four siblings that learn, killed with -9", () => {
  it.each(["Record done", "Keep what was learned"])(
    "four siblings that learn, killed with -9 while '%s' is pushed, lose no lesson and write none twice",
    async (subject) => {
      const tasks = Array.from({ length: 8 }, (_, at) => `t${at}`);
      const agents = Object.fromEntries(NAMES.map((name) => [name, { program: LEARNS }]));
      const fleet = new TestFleet({ agents, tasks });
      fleet.hook("pre-receive", waitsFor(subject));
      fleet.signal("hold");
      const runs = NAMES.map((name) => fleet.start("run", name, "--json"));
      await appears(join(fleet.signals, "held"));
      for (const run of runs) run.kill();
      await Promise.all(runs.map((run) => run.finished));
      rmSync(join(fleet.signals, "hold"));

      // Whoever comes next finishes what the dead had begun, whoever that was.
      const round = () => Promise.all(NAMES.map((name) => fleet.run(name)));
      for (let n = 0; n < ROUNDS && doneIn(fleet).length < tasks.length; n++) await round();
      await round();
      const done = doneIn(fleet);
      expect(done.map(({ item }) => item).toSorted()).toEqual(tasks);
      const files = fleet.files().filter((path) => path.startsWith("lessons/"));
      const texts = files.map((path) => fleet.published(path) ?? "");
      const ids = texts.map((text) => /^ {2}id: (?<id>.+)$/m.exec(text)?.groups?.id ?? "");
      expect(ids.toSorted()).toEqual(done.flatMap(({ id }) => [`${id}-1`, `${id}-2`]).toSorted());
      for (const { id, agent, item } of done) expect(texts[ids.indexOf(`${id}-1`)]).toContain(`# ${agent} on ${item}`);
      expect(texts.join("")).not.toMatch(/^[<=>]{7}/m);
      // Nothing but lessons is in a commit of lessons.
      const learned = fleet.git("log", "--format=", "--name-only", "--grep=^Keep what was learned", "main").split("\n");
      expect(learned.filter((path) => path !== "" && !path.startsWith("lessons/"))).toEqual([]);
    },
  );
});

const MEND = "---\nmatch:\n  keywords: [task]\n---\n# Mend\n\nAs ever.\n";

/** Writes a version of its own over what is there. */
const EDITS = `
name=$(grep -o '"agent": "[a-z0-9]*"' "$MIDWATCH_SESSION" | cut -d'"' -f4)
[ -e "$signals/edited-$name" ] || sed -i "s/As ever/As $name says/" lessons/mend.md
touch "$signals/edited-$name"
mkdir -p work && echo did > "work/$(basename "$(dirname "$PWD")")"
echo '{"type":"result","item":"done","reason":"as asked"}'`;

it("four siblings that add and edit while a person retracts, killed with -9, lose nothing, and mix nothing up", async () => {
  const tasks = Array.from({ length: 6 }, (_, at) => `t${at}`);
  const programs = { ann: EDITS, bob: EDITS, cid: LEARNS, dot: LEARNS };
  const agents = Object.fromEntries(NAMES.map((name) => [name, { program: programs[name as keyof typeof programs] }]));
  const files = { "lessons/mend.md": MEND, "lessons/wrong.md": MEND.replace("Mend", "Wrong") };
  const fleet = new TestFleet({ agents, tasks, files });
  fleet.hook("pre-receive", waitsFor("."));
  fleet.signal("hold");
  const retracts = ["lessons", "retract", "lessons/wrong.md", "--reason", "it is wrong"];
  const runs = [...NAMES.map((name) => ["run", name, "--json"]), retracts].map((args) => fleet.start(...args));
  for (const sign of ["held", "edited-ann", "edited-bob"]) await appears(join(fleet.signals, sign));
  for (const run of runs) run.kill();
  await Promise.all(runs.map((run) => run.finished));
  rmSync(join(fleet.signals, "hold"));

  const round = (...besides: readonly string[]) =>
    Promise.all([...NAMES.map((name) => fleet.run(name)), fleet.cli(...besides)]);
  await round(...retracts);
  for (let n = 0; n < ROUNDS && doneIn(fleet).length < tasks.length; n++) await round("lessons");
  await round("lessons");
  const done = doneIn(fleet);
  expect(done.map(({ item }) => item).toSorted()).toEqual(tasks);
  const paths = fleet.files().filter((path) => path.startsWith("lessons/"));
  const texts = paths.map((path) => fleet.published(path) ?? "");
  // Both versions are there, wherever that is; a session that was killed before it could publish has left a rescue ref.
  const rescued = fleet.refs().map((ref) => fleet.git("show", `${ref}:lessons/mend.md`));
  for (const name of ["ann", "bob"]) expect([...texts, ...rescued].join("")).toContain(`As ${name} says`);
  const learned = done
    .filter(({ agent }) => ["cid", "dot"].includes(agent))
    .flatMap(({ id }) => [`${id}-1`, `${id}-2`]);
  const ids = texts.flatMap((text) => /^ {2}id: (?<id>.+)$/m.exec(text)?.groups?.id ?? []);
  expect(ids.toSorted()).toEqual(learned.toSorted());
  expect(fleet.published("lessons/wrong.md")).toMatch(/status: retracted[\s\S]*reason: it is wrong/);
  expect(fleet.rows("SELECT lesson, reason FROM retracted_lesson")).toEqual([
    { lesson: "lessons/wrong.md", reason: "it is wrong" },
  ]);
  expect(texts.join("")).not.toMatch(/^[<=>]{7}/m);
  const kept = fleet
    .git("log", "--format=", "--name-only", "--grep=^Keep what\\|^Retract a lesson", "main")
    .split("\n");
  expect(kept.filter((path) => path !== "" && !path.startsWith("lessons/"))).toEqual([]);
});
