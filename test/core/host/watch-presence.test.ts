import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { thisProcess } from "../../../src/core/host/process-identity.ts";
import { announceWatch, presentWatch } from "../../../src/core/host/watch-presence.ts";

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-presence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const told = { since: 1_796_000_000_000, user: "ann", version: "0.1.0" };

it("tells of a watch for as long as it runs, and leaves nothing behind", () => {
  const state = stateFolder();
  expect(presentWatch(state)).toBeUndefined();
  {
    using _presence = announceWatch(state, told);
    expect(presentWatch(state)).toMatchObject({ process: { pid: process.pid }, since: told.since, version: "0.1.0" });
  }
  expect(presentWatch(state)).toBeUndefined();
  expect(readdirSync(state)).toEqual([]);
});

it("does not tell of a watch that was killed", () => {
  const state = stateFolder();
  const { pid } = spawnSync("true");
  writeFileSync(join(state, "watch.json"), JSON.stringify({ ...told, process: { ...thisProcess(), pid } }));
  expect(presentWatch(state)).toBeUndefined();
});

it("does not take the note of another watch away", () => {
  const state = stateFolder();
  const other = { ...told, process: { ...thisProcess(), pid: process.ppid } };
  const own = announceWatch(state, told);
  writeFileSync(join(state, "watch.json"), JSON.stringify(other));
  own[Symbol.dispose]();
  expect(readdirSync(state)).toEqual(["watch.json"]);
});

it.each(["", "{", "null", "[]", `{"process":1}`])("is not misled by a note that is %j", (text) => {
  const state = stateFolder();
  writeFileSync(join(state, "watch.json"), text);
  expect(presentWatch(state)).toBeUndefined();
});
