import { appendFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { embedder, memories, signal } from "./memories.ts";

const NOTICED = [
  "The remote refuses a push over 50 MB.",
  "A push needs a token.",
  "The price file has a gap in March.",
  "The market closes at noon on Friday.",
  "The test suite needs port 8123.",
  "Reports are written in British English.",
];
const ASKED = ["upload to the server", "what do quotes cost", "run the checks", "wording of the summary"];

/** Some memories in an index, what is found there, and ways to look for it again. */
async function settled() {
  const made = await memories(embedder());
  for (const text of NOTICED) await made.keep([text]);
  const answers = async () => {
    const found = [];
    for (const asked of ASKED) found.push(await made.texts(asked));
    return found;
  };
  const before = await answers();
  expect(before.flat().length).toBeGreaterThan(4);
  const table = join(made.index, "memory.lance");
  const files = async (folder: string) => (await readdir(join(table, folder))).map((name) => join(table, folder, name));
  return { ...made, answers, before, table, files };
}

/** What was done to the index has to be noticed or do no harm: the answers are what they were. */
const same = async ({ answers, before }: Awaited<ReturnType<typeof settled>>) =>
  expect(await answers()).toEqual(before);

describe("an index whose files are damaged answers as before, made anew from the record", () => {
  it.each([0, 7])("S06: its newest manifest is cut to %i bytes", async (bytes) => {
    const made = await settled();
    const [newest = ""] = (await made.files("_versions")).filter((name) => name.endsWith(".manifest")).toSorted();
    await truncate(newest, bytes);
    expect((await made.recall(ASKED[0] ?? "")).said.join()).toContain("rebuilt from the record");
    await same(made);
  });

  it("S07: a file of its data is gone", async () => {
    const made = await settled();
    for (const file of await made.files("data")) await rm(file);
    expect((await made.recall(ASKED[0] ?? "")).said.join()).toContain("rebuilt from the record");
    await same(made);
  });

  it("S07: its data are cut in half", async () => {
    const made = await settled();
    for (const file of await made.files("data")) await truncate(file, Math.floor((await readFile(file)).length / 2));
    await same(made);
  });

  it("S07: a bit of its data is turned around, anywhere", async () => {
    const made = await settled();
    const files = [...(await made.files("data")), ...(await made.files("_versions"))];
    for (const [n, file] of files.entries()) {
      const bytes = await readFile(file);
      const at = (n * 7919) % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await writeFile(file, bytes);
    }
    // Whatever it finds, what is told is what the record says.
    for (const found of await made.answers()) for (const text of found) expect(NOTICED).toContain(text);
  });

  it("S09: its versions are gone", async () => {
    const made = await settled();
    await rm(join(made.table, "_versions"), { recursive: true });
    await same(made);
  });

  it("S09: the hint to its latest version is garbage", async () => {
    const made = await settled();
    await writeFile(join(made.table, "_versions", "latest_version_hint.json"), "{garbage");
    await same(made);
  });

  it("S09: what it was made of is garbage", async () => {
    const made = await settled();
    await writeFile(`${made.index}.json`, "{garbage");
    await same(made);
  });

  it("S07: all of it is gone; and `rebuild` answers the same", async () => {
    const made = await settled();
    await rm(join(made.folder, "index"), { recursive: true });
    await same(made);
    await made.book.rebuild("ann", signal);
    await same(made);
  });
});

describe("words that are damaged answer as before, made anew from the record", () => {
  const ASKED_IN_WORDS = ["push token", "the price of March", "test suites", "report"];

  async function words() {
    const made = await memories();
    for (const text of NOTICED) await made.keep([text]);
    const answers = async () => {
      const found = [];
      for (const asked of ASKED_IN_WORDS) found.push(await made.texts(asked));
      return found;
    };
    const before = await answers();
    expect(before.every((found) => found.length > 0)).toBe(true);
    return { ...made, answers, before, file: join(made.index, "words.db") };
  }

  it.each([0, 7, 5000])("S07: their file is cut to %i bytes", async (bytes) => {
    const made = await words();
    await truncate(made.file, bytes);
    expect((await made.recall("push")).said.join()).toContain("rebuilt from the record");
    expect(await made.answers()).toEqual(made.before);
  });

  it("S07: their file is garbage", async () => {
    const made = await words();
    await writeFile(made.file, "garbage ".repeat(2000));
    expect((await made.recall("push")).said.join()).toContain("rebuilt from the record");
    expect(await made.answers()).toEqual(made.before);
  });

  it("S07: a bit of their file is turned around, anywhere", async () => {
    const made = await words();
    const whole = await readFile(made.file);
    for (let n = 0; n < 24; n++) {
      const bytes = Buffer.from(whole);
      const at = (n * 7919) % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await writeFile(made.file, bytes);
      // Whatever it finds, what is told is what the record says.
      for (const found of await made.answers()) for (const text of found) expect(NOTICED).toContain(text);
    }
  });

  it("S07: all of it is gone; and `rebuild` answers the same", async () => {
    const made = await words();
    await rm(join(made.folder, "index"), { recursive: true });
    expect(await made.answers()).toEqual(made.before);
    await made.book.rebuild("ann", signal);
    expect(await made.answers()).toEqual(made.before);
  });

  it("S07: what another version of midwatch has made is left aside", async () => {
    const made = await words();
    const state = JSON.parse(await readFile(`${made.index}.json`, "utf8")) as object;
    await writeFile(`${made.index}.json`, JSON.stringify({ ...state, version: 2 }));
    await rm(made.file);
    expect((await made.recall("push")).said).toEqual([]);
    expect(await made.answers()).toEqual(made.before);
  });
});

describe("a record", () => {
  it("S06: a record with a torn line at its end keeps all the others, says so, and takes the next one whole", async () => {
    const made = await memories();
    await made.keep(["A push needs a token."]);
    const file = join(made.folder, "record", "ann.jsonl");
    await appendFile(file, (await readFile(file, "utf8")).slice(0, 60));
    await made.keep(["A push is slow."]);
    const { recalled, said } = await made.recall("push");
    expect(recalled).toHaveLength(2);
    expect(said.join()).toContain("line 2 of its record is not what was written");
  });

  it("S06: a record with a changed letter in a line leaves that line out, and says which", async () => {
    const made = await memories();
    await made.keep(["A push needs a token."]);
    await made.keep(["A push is slow."]);
    const file = join(made.folder, "record", "ann.jsonl");
    await writeFile(file, (await readFile(file, "utf8")).replace("needs a token", "needs no token"));
    const { recalled, said } = await made.recall("push");
    expect(recalled.map(({ text }) => text)).toEqual(["A push is slow."]);
    expect(said.join()).toContain("line 1");
  });
});

describe("S11: another model", () => {
  it("makes all vectors anew, of another length, and mixes none", async () => {
    const made = await settled();
    const other = embedder("another", 16);
    const again = await memories(other, made.folder);
    expect(await again.texts("upload to the server")).toContain(NOTICED[0]);
    expect(await again.book.indexOf("ann").state()).toMatchObject({ model: "another", dimension: 16, pending: 0 });
    expect(other.texts).toBeGreaterThanOrEqual(NOTICED.length);
  });

  it("another model that answers vectors of another length is not believed, and words are left", async () => {
    const made = await settled();
    const short = { ...embedder(), embed: async (texts: readonly string[]) => texts.map(() => [1, 2, 3]) };
    const again = await memories(short, made.folder);
    const { recalled, said } = await again.recall("push token");
    expect(recalled[0]?.text).toBe("A push needs a token.");
    expect(said).toEqual(["found by words alone: subjects: it answered a vector of 3 numbers instead of 8"]);
  });

  it("another model that is down leaves words, says so, and fills the vectors in when it is back", async () => {
    const down = { model: "subjects", embed: () => Promise.reject(new Error("it is down")) };
    const made = await memories(down);
    for (const text of NOTICED) await made.keep([text]);
    const { recalled, said } = await made.recall("push token");
    expect(recalled[0]?.text).toBe("A push needs a token.");
    expect(said).toEqual(["found by words alone: subjects: it is down"]);
    const back = await memories(embedder(), made.folder);
    expect(await back.texts("upload to the server")).toContain(NOTICED[0]);
    expect(await back.book.indexOf("ann").state()).toMatchObject({ pending: 0, model: "subjects" });
  });

  it("another model in the place of none fills in vectors of what was noticed before", async () => {
    const made = await memories();
    for (const text of NOTICED) await made.keep([text]);
    expect(await made.texts("upload to the server")).toEqual([]);
    const other = await memories(embedder(), made.folder);
    expect(await other.texts("upload to the server")).toContain(NOTICED[0]);
  });
});
