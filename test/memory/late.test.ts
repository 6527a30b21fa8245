import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";

const run = promisify(execFile);
const here = (name: string) => join(import.meta.dirname, name);

/** What a process of its own finds and loads. */
async function find(server: "none" | "up" | "down", nodeArguments: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-late-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { stdout } = await run(process.execPath, [...nodeArguments, here("finder.ts"), folder, server]);
  return JSON.parse(stdout) as unknown;
}

describe("LanceDB", () => {
  it("is loaded where there are vectors", async () => {
    expect(await find("up")).toMatchObject({ isLoaded: true, found: { because: ["words", "meaning"] }, said: [] });
  });

  it("is not loaded where there is no embedder", async () => {
    expect(await find("none")).toMatchObject({ isLoaded: false, found: { because: ["words"] }, said: [] });
  });

  it("is not loaded before there is a vector", async () => {
    const said = ["found by words alone: subjects: it is down"];
    expect(await find("down")).toMatchObject({ isLoaded: false, found: { because: ["words"] }, said });
  });

  it("LanceDB that is not installed leaves words, and says what would bring it", async () => {
    expect(await find("up", ["--import", here("without-lancedb.mjs")])).toMatchObject({
      found: { because: ["words"] },
      said: [
        "found by words alone: LanceDB cannot be loaded (Cannot find package '@lancedb/lancedb'): " +
          "npm install @lancedb/lancedb apache-arrow",
      ],
    });
  });
});
