import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Assembled, assemble } from "../../src/assemble.ts";
import { seedRemote } from "../../src/core/host/git/seed.ts";
import { patience } from "../limits.ts";

const shipped = join(import.meta.dirname, "..", "..", "config");

const CONFIG = `
workspaces:
  desk: { remote: ./desk.git }
sources:
  - { use: command, name: listed, tier: primary, run: [node, ./list.mjs] }
  - { use: command, name: broken, tier: secondary, run: [node, -e, "console.error('not signed in'); process.exit(4)"] }
dispatch: { use: command, run: [node, ./next.mjs] }
healthChecks:
  - { use: command, name: weather, run: [echo, '{"status": "warn", "detail": "rain is coming"}'] }
`;

/** What gptodo prints, for the tasks of the commit it is run in. */
const LIST = `
import { readdirSync } from "node:fs";
const { agent } = JSON.parse(await new Response(process.stdin).text());
const ready_tasks = readdirSync("tasks").sort().map((id) => ({ id, name: id + " for " + agent, state: "backlog" }));
console.log(JSON.stringify({ ready_tasks, count: ready_tasks.length }));
`;

const NEXT = `
const { agents } = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify({ agent: agents.at(-1).name, reason: "the last one is next" }));
`;

const AGENT = `---
description: Does what is listed.
backend: { use: command, run: [sh, -c, "echo done > out.txt; echo '{\\"type\\":\\"result\\",\\"item\\":\\"done\\",\\"reason\\":\\"written\\"}'"] }
---
`;

describe("a part that is a program of the owner's", () => {
  let folder: string;
  let assembled: Assembled;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "midwatch-command-parts-"));
    await seedRemote(join(shipped, "workspace"), join(folder, "desk.git"), 0);
    await cp(join(shipped, "agents", "lib"), join(folder, "agents", "lib"), { recursive: true });
    await writeFile(join(folder, "midwatch.yaml"), CONFIG);
    await writeFile(join(folder, "list.mjs"), LIST);
    await writeFile(join(folder, "next.mjs"), NEXT);
    for (const name of ["first", "second"]) await writeFile(join(folder, "agents", `${name}.md`), AGENT);
    assembled = await assemble(folder, { PATH: process.env.PATH ?? "" });
  });

  afterAll(async () => {
    assembled.fleet.ledger.close();
    await rm(folder, { recursive: true });
  });

  it("says who is next, what there is to do, and what to mind; one that fails is told of", async () => {
    const events: string[] = [];
    assembled.fleet.events.subscribe((event) => events.push(JSON.stringify(event)));
    const ended = await assembled.watch.tick(patience());
    expect(ended).toMatchObject({
      agent: { name: "second" },
      item: { source: "listed", title: expect.stringContaining("for second") as string },
      outcome: { kind: "done", reason: "written" },
      publication: { kind: "published" },
    });
    expect(events.join("\n")).toContain("rain is coming");
    expect(events.join("\n")).toContain("ended with 4: not signed in");
  });
});
