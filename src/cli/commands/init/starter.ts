import { basename, join } from "node:path";
import type { Proposal } from "./proposal.ts";

const fleet = (zone: string) => `# Made by midwatch init: what is set. midwatch options lists what else may stand here.
zone: ${zone}
workspaces:
  desk: { remote: ./desk.git }
`;

const AGENT = `---
description: Writes a note about each item of the queue, then of the tasks
backend: { use: command, run: [node, ./helper.mjs] }
# midwatch options lists what else may stand here, such as when: weekdays 08:00
---

# The helper

Take the item you are given and write what came of it into \`notes/\`. Leave the queue and the tasks alone: midwatch
moves them on.
`;

const PROGRAM = `// What the helper does: a program as small as can be. Put your own agent in its place in helper.md.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const item = JSON.parse(readFileSync(process.env.MIDWATCH_ITEM, "utf8"));
const file = "notes/" + item.id.replace(/[^a-z0-9-]+/gi, "-") + ".md";

mkdirSync("notes", { recursive: true });
writeFileSync(file, "# " + item.title + "\\n\\n" + item.body + "\\n");
console.log(JSON.stringify({ type: "result", item: "done", reason: "wrote " + file }));
`;

const README = `# The desk

The repository the helper works in. Add an entry to \`state/queue-manual.md\` or a file to \`tasks/\`, commit, push, and
the next session takes it.
`;

const QUEUE = `# Work Queue

## Planned Next

1. **Say hello** (HIGH priority)
   - Priority: HIGH
   - Goal: See one session through, from the queue to a commit on the remote
   - Next Action: Write a note that says hello
   - Status: READY
`;

const TASK = `---
state: todo
created: 2026-01-01T00:00:00Z
priority: medium
---
# Describe this repository

Write a note that says what this repository is for.
`;

/** A fleet that runs at once, for a folder with nothing in it. */
export function starter(folder: string): Proposal {
  const seed = { "README.md": README, "state/queue-manual.md": QUEUE, "tasks/describe-this-repository.md": TASK };
  return {
    folder,
    agents: ["helper"],
    files: [
      { path: "midwatch.yaml", after: fleet(Intl.DateTimeFormat().resolvedOptions().timeZone) },
      { path: "agents/helper.md", after: AGENT },
      { path: "agents/helper.mjs", after: PROGRAM },
      { path: ".gitignore", after: ".midwatch/\ndesk.git/\n" },
    ],
    remote: { path: join(folder, "desk.git"), holds: { files: seed } },
    found: [`${basename(folder)} is empty`],
    notes: ["desk.git would be made beside it: a bare repository with one item in its queue and one task"],
  };
}
