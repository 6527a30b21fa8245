import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { assemble } from "../../src/assemble.ts";
import { EDITS, realFleet, SAYS_DONE } from "./fleet.ts";

it("goes on with an ended session: the CLI finds its conversation in another folder and another home", async () => {
  const { run, mock, folder } = await realFleet({ scenario: { steps: [...EDITS, SAYS_DONE] } });
  const ended = await run();
  if (!("outcome" in ended)) throw new Error(ended.reason);
  const { backends, fleet } = await assemble(folder, { PATH: process.env.PATH ?? "" });
  fleet.ledger.close();

  const place = { cwd: join(folder, "opened", "clone"), home: join(folder, "opened", "home") };
  for (const path of [place.cwd, join(place.home, "tmp")]) mkdirSync(path, { recursive: true });
  const transcript = fleet.folders.transcript(ended.folder);
  const opened = await backends.get("editor").open?.({ session: ended.id, transcript, ...place });
  if (!opened?.ok) throw new Error(opened?.reason);
  const [program, ...args] = opened.argv;
  mock.set({ steps: [{ text: "Going on." }] });
  // As a person would at a terminal, but for the terminal.
  const asked = promisify(execFile)(program, [...args, "-p", "Go on."], { cwd: place.cwd, env: opened.env });
  asked.child.stdin?.end();
  expect((await asked).stdout).toContain("Going on.");
  const said = JSON.stringify(mock.requests.at(-1)?.body?.messages);
  expect(said).toContain("I have edited it.");
  expect(said).toContain("Go on.");
});
