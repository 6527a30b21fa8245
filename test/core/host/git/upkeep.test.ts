import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfiguration } from "../../../../src/core/host/git/configuration.ts";
import { putTogether } from "../../../../src/core/host/git/upkeep.ts";

const run = (input: string, ...args: readonly string[]) =>
  execFileSync("git", args, { encoding: "utf8", input, maxBuffer: 2 ** 26 }).trim();

/** Of a ref whose writer was killed. */
const DRAFT = "midwatch-0b1c7a52-9c53-4a45-8a86-6f3a5c1f7a10";

/** A hub with as many packs as sessions, each with objects that no ref names, and a loose object and a ref besides. */
async function hubAfter(sessions: number) {
  const root = mkdtempSync(join(tmpdir(), "midwatch-upkeep-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, "hub.git");
  const config = await writeConfiguration(join(root, "state"));
  run("", "init", "--quiet", "--bare", folder);
  const git = (input: string, ...args: readonly string[]) => run(input, `--git-dir=${folder}`, ...args);
  const blob = (text: string) => git(text, "hash-object", "-w", "--stdin");
  for (let at = 0; at < sessions; at++) {
    const names = [blob(`text ${at}`), blob(`another text ${at}`)];
    git(`${names.join("\n")}\n`, "pack-objects", "-q", join(folder, "objects/pack/pack"));
    git("", "prune-packed", "-q");
    git("", "update-ref", `refs/midwatch/rescue/ada/${at}/1`, blob(`loose ${at}`));
  }
  const objects = () => git("", "cat-file", "--batch-all-objects", "--batch-check").split("\n");
  const refs = () => git("", "for-each-ref");
  const packs = () => readdirSync(join(folder, "objects/pack")).filter((name) => name.endsWith(".pack"));
  return { folder, objects, refs, packs, git, tend: () => putTogether({ folder, config }) };
}

describe("the upkeep of a hub", () => {
  it("makes few files of many, and every object and ref is there as before", async () => {
    const { folder, objects, refs, packs, git, tend } = await hubAfter(30);
    const before = [objects(), refs()];
    await tend();
    expect([objects(), refs()]).toEqual(before);
    expect(before[0]).toHaveLength(90);
    expect(packs()).toHaveLength(1);
    expect(git("", "count-objects")).toMatch(/^0 objects/);
    expect(readdirSync(join(folder, "refs/midwatch"))).toEqual([]);
    expect(git("", "fsck", "--full", "--no-dangling")).toBe("");
  });

  it("leaves a hub alone that has few", async () => {
    const { packs, tend, refs, folder } = await hubAfter(3);
    await tend();
    expect([packs().length, refs().split("\n").length]).toEqual([3, 3]);
    expect(existsSync(join(folder, "packed-refs"))).toBe(false);
  });

  it("removes locks and drafts that a killed git left an hour ago, and none of today's", async () => {
    const { folder, git, tend } = await hubAfter(4);
    mkdirSync(join(folder, "refs/midwatch/upstream"), { recursive: true });
    const old = [
      "packed-refs.lock",
      "packed-refs.new",
      "refs/midwatch/upstream/main.lock",
      "objects/pack/tmp_pack_a1",
      "HEAD.lock",
      DRAFT,
    ];
    const fresh = ["config.lock", "objects/pack/tmp_pack_b2"];
    for (const path of [...old, ...fresh]) writeFileSync(join(folder, path), "");
    const anHourAgo = Date.now() / 1000 - 3700;
    for (const path of old) utimesSync(join(folder, path), anHourAgo, anHourAgo);
    await tend();
    expect([...old, ...fresh].filter((path) => existsSync(join(folder, path)))).toEqual(fresh);
    expect(git("", "update-ref", "-d", "refs/midwatch/rescue/ada/3/1")).toBe("");
  });
});
