import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finish, ScriptedBackend } from "../../src/testing/index.ts";
import { QUEUE, works, world } from "./world.ts";

const PACKS = 30;

/** A world whose hub has had many sessions. */
async function busyHub() {
  const backend = new ScriptedBackend(works, finish());
  const made = await world({ files: { "state/queue-manual.md": QUEUE }, agents: { ann: {} }, backend });
  await made.session();
  const hub = join(made.fleet.folders.path("x"), "..", "..", "repos", "main.git");
  const git = (input: string, ...args: readonly string[]) =>
    execFileSync("git", [`--git-dir=${hub}`, ...args], { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
  for (let at = 0; at < PACKS; at++) {
    const blob = git(`text ${at}`, "hash-object", "-w", "--stdin");
    git(blob, "pack-objects", "-q", join(hub, "objects/pack/pack"));
  }
  const packs = () => readdirSync(join(hub, "objects/pack")).filter((name) => name.endsWith(".pack")).length;
  const troubles = () => made.events.flatMap((event) => (event.type === "trouble" ? [event.data.doing] : []));
  return { ...made, hub, packs, troubles };
}

describe("the end of a session", () => {
  it("keeps a hub quick that has had many", async () => {
    const { session, packs, troubles } = await busyHub();
    expect(packs()).toBeGreaterThanOrEqual(PACKS);
    await session();
    expect(packs()).toBeLessThanOrEqual(2);
    expect(troubles()).toEqual([]);
  });

  it("leaves that to another process that is at it", async () => {
    const { session, packs, fleet } = await busyHub();
    const lock = await fleet.locks.tryHold("hub-main");
    await session();
    expect(packs()).toBeGreaterThanOrEqual(PACKS);
    lock?.release();
  });

  it("tells of a hub that cannot be kept so, and stands all the same", async () => {
    const { session, hub, troubles } = await busyHub();
    // A git is killed just now, while it packs refs.
    writeFileSync(join(hub, "packed-refs.lock"), "");
    const { outcome } = await session();
    expect(outcome.kind).not.toBe("crashed");
    expect(troubles()).toEqual(["putting the files of the hub of main together"]);
  });
});
