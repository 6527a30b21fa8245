import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";

async function memoryWith(line: string) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-config-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(import.meta.dirname, "..", "..", "config", "agents"), join(folder, "agents"), { recursive: true });
  await writeFile(join(folder, "midwatch.yaml"), `workspaces: { desk: { remote: ./desk.git } }\n${line}\n`);
  return (await loadConfig(folder, builtIn())).memory;
}

it.each(["memory: off", "memory: false"])("remembers nothing with %s", async (line) => {
  expect(await memoryWith(line)).toBeUndefined();
});

it("remembers by words and by notes when nothing is said", async () => {
  expect(await memoryWith("")).toEqual({ extractor: { use: "notes" }, tokens: 600 });
});

it("takes a part by its name alone, or with its options", async () => {
  expect(await memoryWith("memory: { embedder: ollama, extractor: { use: model, model: small } }")).toMatchObject({
    embedder: { use: "ollama" },
    extractor: { use: "model", model: "small" },
  });
});
