import { readFileSync } from "node:fs";
import { join } from "node:path";

const known = (folder) => JSON.parse(readFileSync(join(folder, "items.json"), "utf8"));

/** Solves an item when its brief holds the fact that it needs; else it finds that out, notes it, and gives up. */
function notesFor({ fact, keywords }, brief) {
  if (brief.includes(fact)) return { item: "done", reason: "the fact was there" };
  const lessons = [{ title: fact.slice(0, 60), rule: fact, keywords }];
  return { item: "not-viable", reason: "something was not known", observations: [fact], lessons };
}

const solver = (folder) => ({
  name: "solver",
  free: true,
  runsOwnersProgram: true,
  probe: async () => ({ check: "solver", status: "pass", detail: "it is a script" }),
  async *run({ files }) {
    const { id } = JSON.parse(readFileSync(files.item, "utf8"));
    const notes = notesFor(known(folder)[id], readFileSync(files.brief, "utf8"));
    const text = `\`\`\`midwatch\n${JSON.stringify(notes)}\n\`\`\`\n`;
    const { item, reason } = notes;
    const usage = { inputTokens: 0, outputTokens: 0, micros: 0 };
    yield { type: "finished", result: { stopReason: "end_turn", text, usage, stated: { item, reason } } };
  },
});

export default {
  name: "solver",
  register(registry) {
    const options = { safeParse: (data) => ({ success: true, data }) };
    registry.provide("backend", { name: "solver", options, create: (_, { folder }) => solver(join(folder, "..")) });
  },
};
