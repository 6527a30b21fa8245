import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { MidwatchError, messageOf } from "../../core/errors.ts";
import { parseJson } from "../../core/text/json.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import { writeWhole } from "../connection/whole-file.ts";

/** In the state folder: what was here before midwatch, and what it made of that. */
export const BEFORE_FOLDER = "before";

/** Names of a text among the copies; null where there was none. */
const Copy = z.string().nullable();

const Change = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("file"),
    /** In the fleet's folder, which may be moved; or absolute. */
    path: z.string(),
    before: Copy,
    after: Copy,
    /** Folders that were made for it, the inmost last. */
    made: z.array(z.string()).default([]),
  }),
  z.object({ kind: z.literal("crontab"), before: Copy, after: Copy }),
  z.object({
    kind: z.literal("unit"),
    name: z.string(),
    user: z.boolean(),
    /** The words of is-enabled, and whether it ran. */
    enabled: z.string(),
    active: z.boolean(),
    /** File of the unit, and its text. */
    path: z.string(),
    copy: Copy,
  }),
  z.object({ kind: z.literal("repository"), path: z.string() }),
]);

/** Something outside of the fleet's state that midwatch changed, as it was and as midwatch left it. */
export type Change = z.infer<typeof Change>;

const Step = z.object({
  at: z.number(),
  by: z.enum(["init", "cutover"]),
  changes: z.array(Change),
  /** Old jobs that agents were made of, as init names them. */
  jobs: z.array(z.object({ agent: z.string(), from: z.string() })).default([]),
  undone: z.number().optional(),
});

/** One command's changes, in the order in which they were made. */
export type Step = z.infer<typeof Step>;

const Steps = z.object({ v: z.literal(1), steps: z.array(Step) });

/** Everything that midwatch changed around a fleet, with whole copies: written down before it is done. */
export class MovingRecord {
  readonly folder: string;
  private readonly file: string;

  constructor(fleet: string) {
    this.folder = join(fleet, STATE_FOLDER, BEFORE_FOLDER);
    this.file = join(this.folder, "record.json");
  }

  get exists(): boolean {
    return existsSync(this.file);
  }

  /** Rejects where there is a record that cannot be read: nothing may be done as if there were none. */
  steps(): readonly Step[] {
    if (!this.exists) return [];
    try {
      return Steps.parse(parseJson(readFileSync(this.file, "utf8"))).steps;
    } catch (thrown) {
      throw new MidwatchError(`${this.file} cannot be read: ${messageOf(thrown)}; the copies beside it are whole`);
    }
  }

  /** Adds a step. Rejects, before anything is changed, where it cannot be kept. */
  async add(step: Omit<Step, "jobs"> & Partial<Pick<Step, "jobs">>): Promise<void> {
    await this.write([...this.steps(), Step.parse(step)]);
  }

  async markUndone(at: number): Promise<void> {
    await this.write(this.steps().map((step) => ({ undone: at, ...step })));
  }

  /** Takes back the latest step, of which nothing was done in the end. */
  async dropLatest(): Promise<void> {
    await this.write(this.steps().slice(0, -1));
  }

  /** Keeps a text, and answers with the name of its copy. */
  async keep(bytes: Buffer | undefined): Promise<string | null> {
    if (bytes === undefined) return null;
    const name = nameOfCopy(bytes);
    if (!existsSync(this.pathOf(name))) await this.put(this.pathOf(name), bytes);
    return name;
  }

  pathOf(copy: string): string {
    return join(this.folder, "copies", copy);
  }

  /** Text of a copy; undefined for the copy of nothing. Rejects where the copy is not what was kept. */
  bytesOf(copy: string | null): Buffer | undefined {
    if (copy === null) return undefined;
    const bytes = readFileSync(this.pathOf(copy));
    if (nameOfCopy(bytes) !== copy) throw new MidwatchError(`${this.pathOf(copy)} is not the copy that was kept`);
    return bytes;
  }

  private write(steps: readonly Step[]): Promise<void> {
    return this.put(this.file, `${JSON.stringify({ v: 1, steps }, null, 2)}\n`);
  }

  private async put(path: string, content: string | Buffer): Promise<void> {
    try {
      const state = dirname(this.folder);
      mkdirSync(dirname(state), { recursive: true });
      mkdirSync(state, { recursive: true, mode: 0o700 });
      await writeWhole(path, content);
    } catch (thrown) {
      throw new MidwatchError(
        `what is here now cannot be kept in ${this.folder}, so nothing was changed: ${messageOf(thrown)}`,
      );
    }
  }
}

/** As the copies are called: by what is in them. */
export const nameOfCopy = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
