import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Found, type MemoryIndex, type Row, type Search, wordsOf } from "./memory-index.ts";

/** Milliseconds that it waits for another process to have done with it. */
const BUSY_MS = 5_000;
/** Forms of a word are one word, and so are letters with and without accents. */
const TABLE = `CREATE VIRTUAL TABLE memory USING fts5
  (id UNINDEXED, text, crowd UNINDEXED, tokenize = "porter unicode61 remove_diacritics 2")`;
/** Words that say nothing of what a text is about; a question of nothing else finds nothing. */
const COMMON = new Set(
  `a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
  was will with`.split(/\s+/),
);

/** SQLite's own full text: for memories without vectors. */
export class WordIndex implements MemoryIndex {
  private readonly db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** Opens the index; where there is none, the first question fails. */
  static open(folder: string): WordIndex {
    return new WordIndex(new DatabaseSync(join(folder, FILE), { timeout: BUSY_MS }));
  }

  /** An empty one, in the place of whatever was there. */
  static async create(folder: string): Promise<WordIndex> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const index = WordIndex.open(folder);
    index.db.exec(TABLE);
    return index;
  }

  close(): void {
    this.db.close();
  }

  async ids(): Promise<readonly string[]> {
    return this.idsBy("SELECT id FROM memory");
  }

  async add(rows: readonly Row[]): Promise<void> {
    const insert = this.db.prepare("INSERT INTO memory (id, text, crowd) VALUES (?, ?, ?)");
    this.db.exec("BEGIN IMMEDIATE");
    for (const { id, text, crowd } of rows) insert.run(id, text, crowd);
    this.db.exec("COMMIT");
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    this.db.prepare("DELETE FROM memory WHERE id IN (SELECT value FROM json_each(?))").run(JSON.stringify(ids));
  }

  async search({ text, limit, without }: Search): Promise<Found> {
    const words = wordsOf(text).filter((word) => !COMMON.has(word.toLowerCase()));
    if (words.length === 0) return { byWords: [], byMeaning: [] };
    const asked = words.map((word) => `"${word}"`).join(" OR ");
    return { byWords: this.idsBy(SEARCH, asked, JSON.stringify(without), limit), byMeaning: [] };
  }

  private idsBy(sql: string, ...values: readonly SQLInputValue[]): readonly string[] {
    const rows = this.db.prepare(sql).all(...values) as { readonly id: string }[];
    return rows.map(({ id }) => id);
  }
}

const SEARCH = `SELECT id FROM memory WHERE memory MATCH ? AND crowd NOT IN (SELECT value FROM json_each(?))
  ORDER BY bm25(memory), rowid LIMIT ?`;

const FILE = "words.db";
