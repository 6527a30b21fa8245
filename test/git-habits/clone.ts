import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeConfiguration } from "../../src/core/host/git/configuration.ts";
import { Hub } from "../../src/core/host/git/hub.ts";
import { git } from "../end-to-end/fleet.ts";
import { patience } from "../limits.ts";
import { WORKSPACE } from "./habits.ts";

/** What became of a script that was run in a session's clone. */
export async function played(script: string, onEnd: (close: () => void) => void) {
  const root = mkdtempSync(join(tmpdir(), "midwatch-habits-"));
  onEnd(() => {
    execFileSync("chmod", ["-R", "u+rwX", root]);
    rmSync(root, { recursive: true, force: true });
  });
  const folder = join(root, "0001");
  const clone = join(folder, "clone");
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  const tree = { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false };
  const definition = { name: "desk", branch: "main", remote: seeded(join(root, "seed")), tree };
  const config = await writeConfiguration(join(root, "state"));
  const hubFolder = join(root, "hub.git");
  const hub = new Hub(definition, { folder: hubFolder, config, kept: join(root, "keep"), fleet: root });
  const { commit: base = "" } = await hub.fetch(patience());
  await hub.clone(clone, base, "ada");
  await hub.work.handOver(folder);
  execFileSync("bash", ["-c", `${script}\ntrue`], {
    cwd: clone,
    env: { PATH: process.env.PATH, HOME: home },
    stdio: "pipe",
  });
  const { work, kept, unkept, refusal } = await hub.collect(folder, base, { author: "ada", text: "Work", at: 0 });
  const changed = work
    ? git(hubFolder, "diff-tree", "-r", "--no-renames", "--name-only", base, work).split("\n").filter(Boolean)
    : [];
  for (const { ref } of kept) git(hubFolder, "rev-parse", "--verify", ref);
  return {
    published: refusal ? [] : changed,
    refused: refusal?.reason.replaceAll(folder, "…"),
    kept: kept.map(({ from, commits, files }) => ({ from: from.replaceAll(folder, "…"), commits, files })),
    unkept: unkept.map((sentence) => sentence.replaceAll(folder, "…").replaceAll(dirname(folder), "…/..")),
  };
}

function seeded(folder: string): string {
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  for (const files of WORKSPACE) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "-m", "By a person");
  }
  return folder;
}
