import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Wish } from "../../../src/core/contracts/host.ts";
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

  it.skipIf(process.getuid?.() !== 0)(
    "refuses models to root in a mere group, unless just that is asked for",
    async () => {
      await shadow({ bwrap: "exit 1", unshare: "exit 1" });
      expect(await findContainment()).toMatchObject({
        modelRefusal: expect.stringContaining("not run as root") as string,
      });
      expect(await findContainment(asking("group"))).not.toHaveProperty("modelRefusal");
    },
  );
});

describe("a bubblewrap is believed by what comes of it (M02): it is not taken", () => {
  it.for([
    ["when it does nothing, and says that all is well", "exit 0"],
    ["when it starts programs without containing them", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'],
  ])("%s", async ([, script = ""]) => {
    await shadow({ bwrap: script });
    expect((await findContainment()).name).not.toBe("bubblewrap");
  });
});
