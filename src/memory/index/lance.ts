import { mkdir, rm } from "node:fs/promises";
import type { Connection, Table } from "@lancedb/lancedb";
import type { Clock } from "../../core/contracts/clock.ts";
import type { Library } from "./library.ts";
import { type Found, type MemoryIndex, type Row, type Search, wordsOf } from "./memory-index.ts";

/** From so many rows on, a flat search for vectors takes longer than a person would wait. */
const VECTOR_INDEX_FROM = 50_000;
const BATCH = 5_000;
/** Small commits leave small files behind: from so many versions on, they are put together. */
const VERSIONS = 40;
/** Rows that the indices do not know of are found by looking at each. */
const UNINDEXED = 2_000;

/** A table of LanceDB: for memories that have vectors. */
export class LanceIndex implements MemoryIndex {
  private readonly library: Library;
  private readonly db: Connection;
  private readonly table: Table;
  private readonly dimension: number;

  private constructor(library: Library, opened: { db: Connection; table: Table }, dimension: number) {
    this.library = library;
    this.db = opened.db;
    this.table = opened.table;
    this.dimension = dimension;
  }

  /** `dimension` is that of its vectors. */
  static async open(library: Library, folder: string, dimension: number): Promise<LanceIndex> {
    const db = await library.lancedb.connect(folder);
    return new LanceIndex(library, { db, table: await db.openTable(TABLE) }, dimension);
  }

  /** An empty one, in the place of whatever was there. */
  static async create(library: Library, folder: string, dimension: number): Promise<LanceIndex> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const db = await library.lancedb.connect(folder);
    const table = await db.createEmptyTable(TABLE, schemaOf(library, dimension));
    return new LanceIndex(library, { db, table }, dimension);
  }

  close(): void {
    this.table.close();
    this.db.close();
  }

  async ids(): Promise<readonly string[]> {
    const rows = (await this.table.query().select(["id"]).toArray()) as { readonly id: string }[];
    return rows.map(({ id }) => id);
  }

  async add(rows: readonly Row[]): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) await this.table.add(this.arrowOf(rows.slice(at, at + BATCH)));
  }

  /** Rows in the place of those of their ids. */
  async replace(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await this.table.mergeInsert("id").whenMatchedUpdateAll().execute(this.arrowOf(rows));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += BATCH)
      await this.table.delete(
        `id IN (${ids
          .slice(at, at + BATCH)
          .map(sqlQuoted)
          .join(", ")})`,
      );
  }

  count(where?: string): Promise<number> {
    return this.table.countRows(where);
  }

  /** Rows whose vector is still to be made. */
  async withoutVector(limit: number): Promise<readonly Row[]> {
    const columns = ["id", "text", "crowd"];
    const query = this.table.query().where("vector IS NULL").select(columns).limit(limit);
    const rows = (await query.toArray()) as Omit<Row, "vector">[];
    return rows.map(({ id, text, crowd }) => ({ id, text, crowd, vector: null }));
  }

  /** Indices where they pay, and none of the small files that many small commits leave. */
  async tend(clock: Pick<Clock, "now">): Promise<void> {
    const kinds = new Set((await this.table.listIndices()).map(({ columns }) => columns[0]));
    // Before there is an index: what is put together then does not have to be indexed twice.
    await this.compact(clock, kinds);
    const rows = await this.count();
    if (!kinds.has("text") && rows > 0) await this.indexText();
    if (!kinds.has("vector") && rows >= VECTOR_INDEX_FROM && (await this.hasVectors())) await this.indexVectors(rows);
  }

  private async compact(clock: Pick<Clock, "now">, kinds: ReadonlySet<string | undefined>): Promise<void> {
    if ((await this.unindexed(kinds)) <= UNINDEXED && (await this.table.listVersions()).length <= VERSIONS) return;
    // What the first puts together, only the second throws away.
    for (let time = 0; time < 2; time++) await this.table.optimize({ cleanupOlderThan: new Date(clock.now()) });
  }

  async search({ text, vector, limit, without }: Search): Promise<Found> {
    const where = without.length > 0 ? `crowd NOT IN (${without.map(sqlQuoted).join(", ")})` : undefined;
    const [byWords, byMeaning] = await Promise.all([
      this.words(text, limit, where),
      vector ? this.meaning(vector, limit, where) : [],
    ]);
    return { byWords, byMeaning };
  }

  private arrowOf(rows: readonly Row[]) {
    return this.library.lancedb.makeArrowTable(
      rows.map((row) => ({ ...row })),
      { schema: schemaOf(this.library, this.dimension) },
    );
  }

  private async words(text: string, limit: number, where: string | undefined): Promise<readonly string[]> {
    const words = wordsOf(text).join(" ");
    if (words === "") return [];
    const query = this.table
      .query()
      .fullTextSearch(words, { columns: ["text"] })
      .select(["id", "_score"])
      .limit(limit);
    const rows = (await (where === undefined ? query : query.where(where)).toArray()) as { readonly id: string }[];
    return rows.map(({ id }) => id);
  }

  private async meaning(vector: readonly number[], limit: number, where: string | undefined) {
    const query = this.table
      .vectorSearch([...vector])
      .column("vector")
      .distanceType("cosine")
      .nprobes(PROBES)
      .select(["id", "_distance"])
      .limit(limit);
    const rows = (await (where === undefined ? query : query.where(where)).toArray()) as Distant[];
    return rows.map(({ id, _distance }) => ({ id, likeness: 1 - _distance }));
  }

  private async hasVectors(): Promise<boolean> {
    return (await this.count("vector IS NULL")) === 0;
  }

  private async unindexed(columns: ReadonlySet<string | undefined>): Promise<number> {
    if (!columns.has("text")) return 0;
    return (await this.table.indexStats("text_idx"))?.numUnindexedRows ?? 0;
  }

  private async indexText(): Promise<void> {
    await this.table.createIndex("text", { config: this.library.lancedb.Index.fts() });
  }

  private async indexVectors(rows: number): Promise<void> {
    // Measured by bench/memory.mjs: quantised indices are smaller, take far longer to make, and find less.
    const training = { sampleRate: 32, maxIterations: 10 };
    const numPartitions = Math.round(Math.sqrt(rows));
    const config = this.library.lancedb.Index.ivfFlat({ numPartitions, distanceType: "cosine", ...training });
    await this.table.createIndex("vector", { config });
  }
}

interface Distant {
  readonly id: string;
  readonly _distance: number;
}

const TABLE = "memory";
const PROBES = 8;

const sqlQuoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function schemaOf({ arrow }: Library, dimension: number) {
  const text = ["id", "text", "crowd"].map((name) => new arrow.Field(name, new arrow.Utf8(), false));
  const item = new arrow.Field("item", new arrow.Float32(), true);
  const vector = new arrow.Field("vector", new arrow.FixedSizeList(dimension, item), true);
  return new arrow.Schema([...text, vector]);
}
