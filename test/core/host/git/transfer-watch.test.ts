import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Git } from "../../../../src/core/host/git/git.ts";
import { classifyRefusal } from "../../../../src/core/host/git/push-refusal.ts";
import { TransferWatch } from "../../../../src/core/host/git/transfer-watch.ts";
import { appears } from "../../../end-to-end/command-line.ts";

const never = () => new Promise<string>(() => {});

it("a transfer that says nothing is ended, and may be tried again", async () => {
  const watch = new TransferWatch(undefined, { silenceMs: 10, graceMs: 10 });
  const ended = await watch.outcomeOf(never()).catch((thrown: unknown) => String(thrown));
  expect(ended).toContain("the remote has not answered for");
  expect(classifyRefusal(String(ended)).kind).toBe("retry");
});

it("a transfer that answers is left alone", async () => {
  expect(await new TransferWatch(undefined).outcomeOf(Promise.resolve("sent"))).toBe("sent");
});

it("a push whose remote runs a hook without end is over soon after it was told to stop", async () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-hook-"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
  git("init", "-q", "--bare", "remote.git");
  git("init", "-q", "--bare", "hub.git");
  const tree = git("-C", "hub.git", "hash-object", "-t", "tree", "-w", "/dev/null");
  const commit = git(
    "-C",
    "hub.git",
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@example.com",
    "commit-tree",
    tree,
    "-m",
    "x",
  );
  const hook = join(folder, "remote.git/hooks/pre-receive");
  writeFileSync(hook, `#!/bin/sh\necho $$ > ${folder}/hook\necho waiting >&2\nexec sleep 1000\n`);
  chmodSync(hook, 0o755);
  onTestFinished(() => {
    execFileSync("sh", ["-c", `kill -9 $(cat ${folder}/hook) || true`], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true });
  });
  const config = join(folder, "config");
  writeFileSync(config, "");
  const stop = new AbortController();
  const args = ["push", "--porcelain", join(folder, "remote.git"), `${commit}:refs/heads/main`];
  const pushed = new Git({ gitDir: join(folder, "hub.git"), config }).run(args, {
    signal: stop.signal,
    transfers: true,
  });
  const ended = expect(pushed).rejects.toThrow(/git push/);
  await appears(join(folder, "hook"));
  stop.abort(new Error("told to stop"));
  await ended;
});
