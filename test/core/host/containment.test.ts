import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findContainment, knownContainment } from "../../../src/core/host/containment.ts";

const best = await findContainment();

describe.skipIf(!best.name.startsWith("a pid namespace"))("the containment that was found", () => {
  let state: string;
  const nothingCanBeTried = () => vi.stubEnv("PATH", "");

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), "midwatch-containment-"));
  });
  afterEach(() => rm(state, { recursive: true }));

  it("is known to whoever starts next, without being tried again", async () => {
    await knownContainment(state);
    nothingCanBeTried();
    expect(await knownContainment(state)).toBe(best);
  });

  it("is tried again under other conditions", async () => {
    await knownContainment(state);
    const note = join(state, "containment");
    await writeFile(note, (await readFile(note, "utf8")).replace(/[0-9a-f]{8}-/, "00000000-"));
    nothingCanBeTried();
    await expect(knownContainment(state)).rejects.toThrow("cannot be started safely");
  });

  it("is not noted when it could not be had", async () => {
    nothingCanBeTried();
    await expect(knownContainment(state)).rejects.toThrow("cannot be started safely");
    vi.unstubAllEnvs();
    expect(await knownContainment(state)).toBe(best);
  });
});
