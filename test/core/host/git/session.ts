import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { WorkspaceDefinition } from "../../../../src/core/contracts/agent.ts";
import { writeConfiguration } from "../../../../src/core/host/git/configuration.ts";
import { Hub, type HubPlaces } from "../../../../src/core/host/git/hub.ts";
import { patience } from "../../../limits.ts";

export const MESSAGE = { author: "ada", text: "Work", at: 0 };

export function git(cwd: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...identity, ...args], {
    cwd,
    env,
    encoding: "latin1",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What differs from a workspace that says nothing. */
interface SessionSettings {
  readonly workspace?: Partial<WorkspaceDefinition>;
  readonly places?: Partial<HubPlaces>;
}

/** A session's private clone of a small workspace, and what is collected from it. */
export async function session(
  files: Readonly<Record<string, string>> = { "README.md": "# Desk\n" },
  settings: SessionSettings = {},
) {
  const root = mkdtempSync(join(tmpdir(), "midwatch-collect-"));
  onTestFinished(() => {
    execFileSync("chmod", ["-R", "u+rwX", root]);
    rmSync(root, { recursive: true, force: true });
  });
  const seed = join(root, "seed");
  mkdirSync(seed);
  git(seed, "init", "--quiet", "--initial-branch=main");
  for (const [path, text] of Object.entries(files)) put(seed, path, text);
  git(seed, "add", "--all");
  git(seed, "commit", "--quiet", "-m", "Begin");
  const folder = join(root, "session");
  const clone = join(folder, "clone");
  const hubFolder = join(root, "hub.git");
  const tree = { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false };
  const definition = { name: "desk", branch: "main", remote: seed, tree, ...settings.workspace };
  const config = await writeConfiguration(join(root, "state"));
  const places: HubPlaces = { folder: hubFolder, config, kept: join(root, "keep"), fleet: root, ...settings.places };
  const hub = new Hub(definition, places);
  const { commit: base = "" } = await hub.fetch(patience());
  await hub.clone(clone, base, "ada");
  return {
    /** The same hub, with its remote at another address. */
    elsewhere: (remote: string) => new Hub({ ...definition, remote }, places),
    root,
    folder,
    clone,
    base,
    hub,
    put: (path: string | Buffer, text: string) => put(clone, path, text),
    git: (...args: readonly string[]) => git(clone, ...args),
    /** What an agent does in its clone, as a shell script. */
    does: (script: string) => shell(clone, script),
    collect: async () => (await hub.collect(folder, base, MESSAGE)).work,
    collected: () => hub.collect(folder, base, MESSAGE),
    tree: (commit: string | undefined) =>
      git(hubFolder, "ls-tree", "-r", "-z", "--name-only", `${commit}`).split("\0").filter(Boolean),
    show: (commit: string | undefined, path: string) => git(hubFolder, "show", `${commit}:${path}`),
    inHub: (...args: readonly string[]) => git(hubFolder, ...args),
  };
}

function shell(cwd: string, script: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  execFileSync("bash", ["-ec", script], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

export function put(folder: string, path: string | Buffer, text: string): void {
  const target = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path)]);
  if (typeof path === "string") mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(target, text);
}
