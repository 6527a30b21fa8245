import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Wish } from "../../../src/core/contracts/containment.ts";
import { NOTHING_AROUND } from "../../../src/core/host/bubblewrap.ts";
import { findContainment, knownContainment } from "../../../src/core/host/containment.ts";

const best = await findContainment();
const asking = (wish: Wish) => ({ wish, around: NOTHING_AROUND });

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midwatch-containment-"));
  state = join(folder, "state");
  await mkdir(state);
});
afterEach(() => rm(folder, { recursive: true }));

/** Programs of these names are these scripts, for as long as the test runs. */
async function shadow(programs: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH ?? ""}`);
}

describe.skipIf(best.name === "group")("the containment that was found", () => {
  /** Only bubblewrap is where it was, if it is anywhere: whoever wants to try anything cannot. */
  const nothingCanBeTried = async () => {
    const paths = (process.env.PATH ?? "").split(delimiter).map((path) => join(path, "bwrap"));
    const found = await Promise.all(
      paths.map((path) =>
        readFile(path).then(
          () => path,
          () => undefined,
        ),
      ),
    );
    const bubblewrap = found.find((path) => path !== undefined);
    if (bubblewrap !== undefined) await symlink(bubblewrap, join(folder, "bwrap"));
    vi.stubEnv("PATH", folder);
  };

  it("is known to whoever starts next, without being tried again", async () => {
    await knownContainment(state);
    await nothingCanBeTried();
    expect(await knownContainment(state)).toMatchObject({ name: best.name });
  });

  it("is tried again under other conditions", async () => {
    await knownContainment(state);
    const note = join(state, "containment");
    await writeFile(note, (await readFile(note, "utf8")).replace(/[0-9a-f]{8}-/, "00000000-"));
    await nothingCanBeTried();
    await expect(knownContainment(state)).rejects.toThrow("cannot be started safely");
  });

  it("is not noted when it could not be had", async () => {
    await nothingCanBeTried();
    await expect(knownContainment(state)).rejects.toThrow("cannot be started safely");
    vi.unstubAllEnvs();
    expect(await knownContainment(state)).toMatchObject({ name: best.name });
  });
});

describe("what a fleet asks for", () => {
  it.skipIf(best.name === "group")("is had, and nothing is refused, when it is there", async () => {
    expect(await findContainment(asking("required"))).not.toHaveProperty("refusal");
    expect(await findContainment(asking("namespace"))).toMatchObject({ name: "namespace" });
  });

  it("is refused in a sentence when there is neither bubblewrap nor a namespace to be had (M01)", async () => {
    await shadow({ bwrap: "exit 1", unshare: "echo Operation not permitted >&2; exit 1" });
    expect(await findContainment(asking("required"))).toMatchObject({
      name: "group",
      refusal: expect.stringMatching(
        /^the fleet asks for no less than a namespace, which cannot be had here \(bubblewrap: .*; namespace: Operation not permitted\): install bubblewrap/,
      ) as string,
    });
    expect(await findContainment(asking("best"))).not.toHaveProperty("refusal");
  });

  it("is not replaced by something less without a word (M01)", async () => {
    await shadow({ bwrap: "exit 1" });
    expect(await findContainment(asking("bubblewrap"))).toHaveProperty("refusal");
  });

  const asked = async (wish: Wish) => {
    const { name, refusal, modelRefusal, uncontained } = await findContainment(asking(wish));
    return { name, refusal, modelRefusal, uncontained };
  };

  it.for<Wish>(["best", "required"])(
    "is bubblewrap for agents that do what a model says, with %s and no other word of the owner's (S20)",
    async (wish) => {
      await shadow({ bwrap: "exit 1" });
      expect(await asked(wish)).toMatchObject({
        name: "namespace",
        refusal: undefined,
        uncontained: undefined,
        modelRefusal: expect.stringMatching(
          /^without bubblewrap what a model says can read and change all .*; or write containment: namespace in midwatch\.yaml/,
        ) as string,
      });
    },
  );

  it("is a namespace where the owner has written that, and what it leaves open is told (S20)", async () => {
    expect(await asked("namespace")).toEqual({
      name: "namespace",
      uncontained: expect.stringMatching(
        /^namespace: what a model says can read and change all .*write containment: best$/,
      ),
    });
  });

  it("is a mere group where the owner has written that, for root as well (S20)", async () => {
    await shadow({ bwrap: "exit 1", unshare: "exit 1" });
    expect((await asked("best")).modelRefusal).toMatch(/or write containment: group in midwatch\.yaml/);
    expect(await asked("group")).toMatchObject({ modelRefusal: undefined, uncontained: expect.any(String) as string });
  });

  it("names the command that brings bubblewrap (S20)", async () => {
    await shadow({ dnf: "exit 0" });
    const programs = ["sh", "setpriv", "timeout", "unshare", "prlimit", "sleep", "setsid", "true", "env", "cat"];
    const bare = join(folder, "bare");
    await mkdir(bare);
    for (const name of programs) await symlink(await whereIs(name), join(bare, name));
    await symlink(join(folder, "dnf"), join(bare, "dnf"));
    vi.stubEnv("PATH", bare);
    expect((await asked("best")).modelRefusal).toMatch(
      /: install bubblewrap \((?:sudo )?dnf install bubblewrap\); or write/,
    );
  });
});

const whereIs = async (name: string) =>
  execFileSync("sh", ["-c", 'command -v -- "$1"', "sh", name], { encoding: "utf8" }).trim();

describe("a bubblewrap is believed by what comes of it (M02): it is not taken", () => {
  it.for([
    ["when it does nothing, and says that all is well", "exit 0"],
    ["when it starts programs without containing them", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'],
  ])("%s", async ([, script = ""]) => {
    await shadow({ bwrap: script });
    expect((await findContainment()).name).not.toBe("bubblewrap");
  });
});
