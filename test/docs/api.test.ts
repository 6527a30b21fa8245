import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PAGES, writeApi } from "../../tools/api-docs/api.mjs";

/** Names of texts and numbers: typedoc writes out what they stand for, wherever they are used. */
const WRITTEN_OUT = ["ClockTime", "ContainmentName", "EdgeType", "LocalDay", "MemoryKind", "Tier"];

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();

const pagesIn = (folder: string) =>
  Object.fromEntries(filesIn(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]));

const SHOWN = [
  ...["plugins", "examples"].flatMap((folder) => filesIn(folder).map((path) => join(folder, path))),
  ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [join("docs", name)] : [])),
].map((path) => readFileSync(path, "utf8"));

const isShown = (name: string) => SHOWN.some((text) => new RegExp(`\\b${name}\\b`).test(text));

describe("the public API", () => {
  let folder: string;
  let api: Awaited<ReturnType<typeof writeApi>>;

  /** The exports of a module that are not among these, shown to authors, or spoken of by one that is. */
  function withoutUse(module: string, used: readonly string[]): readonly string[] {
    const exported = api.modules.find(({ name }) => name === module)?.exports ?? [];
    expect(exported.length).toBeGreaterThan(10);
    const speaksOf = new Map(exported.map((each) => [each.name, each.speaksOf]));
    const reached = new Set([...used, ...[...speaksOf.keys()].filter(isShown)]);
    for (const name of reached) for (const other of speaksOf.get(name) ?? []) reached.add(other);
    return [...speaksOf.keys()].filter((name) => !reached.has(name));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-api-"));
    api = await writeApi(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("exports every type that it speaks of, and says what each name and each method promises", () => {
    expect(api.complaints).toEqual([]);
  });

  it("has no name that a plugin has no use for", () => {
    expect(withoutUse("midwatch", ["Plugin", ...WRITTEN_OUT])).toEqual([]);
  });

  it("offers to tests what the guides, the examples or our own plugins use", () => {
    expect(withoutUse("midwatch/testing", [])).toEqual([]);
  });

  it("stands in docs/api as its docstrings have it: `npm run docs` brings it up to date", () => {
    expect(pagesIn(PAGES)).toEqual(pagesIn(folder));
  });
});
