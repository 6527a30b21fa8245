import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MESSAGE, session } from "./session.ts";

const DESK = { name: "The Desk", email: "desk@example.org" };

/** Git as an agent has it: an empty home, no environment that says who it is, no system configuration but that one. */
function asAgent(clone: string, system: string, ...args: readonly string[]): string {
  const home = join(sessionOf(clone), "home");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "system"), system);
  const env = { PATH: process.env.PATH ?? "", HOME: home, GIT_CONFIG_SYSTEM: join(home, "system") };
  return execFileSync("git", args, { cwd: clone, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The folder of the session that a repository stands in. */
const sessionOf = (repository: string) => repository.slice(0, repository.indexOf("/clone"));

const committed = (clone: string, system = "") => {
  asAgent(clone, system, "commit", "--quiet", "--allow-empty", "-m", "feat: a note");
  return asAgent(clone, "", "log", "-1", "--format=%an <%ae> %cn <%ce> %G?").trim();
};

describe("an agent that commits by itself (A5)", () => {
  it("is somebody to git, without an environment that says so: its own name", async () => {
    const { clone } = await session();
    expect(committed(clone)).toBe("ada <ada@midwatch.invalid> ada <ada@midwatch.invalid> N");
  });

  it("commits as whom the workspace names, and so does midwatch for it", async () => {
    const its = await session(undefined, { workspace: { identity: DESK } });
    expect(committed(its.clone)).toBe(`${DESK.name} <${DESK.email}> ${DESK.name} <${DESK.email}> N`);
    const edited = await its.hub.commitEdits(its.base, [{ path: "a", content: "1" }], MESSAGE);
    expect(its.inHub("log", "-1", "--format=%an <%ae>", edited).trim()).toBe(`${DESK.name} <${DESK.email}>`);
  });

  it("commits as whom its own file names before that", async () => {
    const own = { name: "Ada", email: "ada@example.org" };
    const its = await session(undefined, {
      workspace: { identity: DESK },
      places: { identities: new Map([["ada", own]]) },
    });
    expect(committed(its.clone)).toContain("Ada <ada@example.org>");
  });

  it("is not asked to sign, whatever the machine's configuration says", async () => {
    const { clone } = await session();
    const signing = "[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = /bin/false\n";
    expect(committed(clone, signing)).toMatch(/ N$/);
    asAgent(clone, signing, "tag", "-m", "One", "v1");
  });
});

describe("an agent that commits in another repository of its session's", () => {
  const BEGUN = "ada <ada@midwatch.invalid> ada <ada@midwatch.invalid> N";

  it.each([
    ["one that it has begun", ["init"]],
    ["a clone", ["clone", "."]],
  ])("is the same somebody there: %s", async (_, commands) => {
    const { clone } = await session();
    asAgent(clone, "", ...commands, "--quiet", "proj");
    expect(committed(join(clone, "proj"))).toBe(BEGUN);
  });

  it("is who it says it is, once it has said so", async () => {
    const { clone } = await session();
    asAgent(clone, "", "init", "--quiet", "proj");
    asAgent(clone, "", "-C", "proj", "config", "user.name", "Somebody");
    expect(committed(join(clone, "proj"))).toContain("Somebody <ada@midwatch.invalid>");
  });
});
