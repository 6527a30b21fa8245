import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { aMoment, patience } from "../limits.ts";
import { memories } from "./memories.ts";

const WRITERS = ["w1", "w2", "w3", "w4"];

/** A process that keeps memories, and what it has said that it kept. */
class Writer {
  readonly kept: string[] = [];
  private readonly child: ChildProcess;

  constructor(folder: string, name: string) {
    const file = join(import.meta.dirname, "writer.ts");
    this.child = spawn(process.execPath, [file, folder, name], { stdio: ["ignore", "pipe", "inherit"] });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.kept.push(...text.trim().split("\n")));
  }

  async hasKept(): Promise<void> {
    while (this.kept.length === 0) await once(this.child.stdout ?? this.child, "data");
  }

  async kill(): Promise<void> {
    const gone = once(this.child, "close");
    this.child.kill("SIGKILL");
    await gone;
  }
}

/** Four writers at once, one after the other killed with -9: nothing they said they had kept is lost or torn. */
export async function killWriters(kills: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-memory-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const writers: Writer[] = [];
  let running = WRITERS.map((name) => new Writer(folder, `${name}x0`));
  for (let kill = 0; kill < kills; kill++) {
    const [oldest, ...others] = running;
    await oldest?.hasKept();
    // Anywhere in a line, in a lock, in a commit of the index.
    await aMoment((kill * 7) % 23);
    await oldest?.kill();
    if (oldest) writers.push(oldest);
    running = [...others, new Writer(folder, `${WRITERS[kill % 4]}x${kill + 1}`)];
  }
  await Promise.all(running.map((writer) => writer.kill()));
  const kept = [...writers, ...running].flatMap((writer) => writer.kept);
  expect(kept.length).toBeGreaterThan(0);

  const { book, recall } = await memories(undefined, folder);
  const { all } = await book.read("ann");
  const sessions = new Set([...all.values()].map(({ origin }) => origin.session));
  expect(kept.filter((session) => !sessions.has(session))).toEqual([]);
  for (const session of kept) expect(all.get(`${session}-1`)?.text).toContain("noticed fact");
  const { recalled } = await recall(`what did ${kept[0]?.split("-")[0]} notice`);
  expect(recalled.length).toBeGreaterThan(0);
  const found = recalled.map(({ id }) => id);
  await book.rebuild("ann", patience());
  expect((await recall(`what did ${kept[0]?.split("-")[0]} notice`)).recalled.map(({ id }) => id)).toEqual(found);
}
