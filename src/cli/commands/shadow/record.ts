import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { MidwatchError, messageOf } from "../../../core/errors.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";

const Would = z.object({
  agent: z.string(),
  rule: z.string(),
  at: z.number(),
  fate: z.enum(["runs", "coalesced", "skipped", "missed", "waits"]),
  reason: z.string(),
  startsAt: z.number().optional(),
  micros: z.number(),
  /** Item that it would have taken, where that was looked at in time. */
  item: z.string().optional(),
});

/** A due of midwatch's, and what would have become of it. */
export type Would = z.infer<typeof Would>;

const Did = z.object({
  job: z.string(),
  /** Agents that stand for the job here; all that stand for no other where it is empty. */
  agents: z.array(z.string()),
  at: z.number(),
  /** Source of that: from the journal, from cron's log, or only by its schedule. */
  by: z.enum(["journal", "log", "schedule"]),
});

/** A run of an old job. */
export type Did = z.infer<typeof Did>;

const Look = z.object({
  v: z.literal(1),
  from: z.number(),
  to: z.number(),
  would: z.array(Would),
  did: z.array(Did),
  /** Sentences on what could not be seen. */
  notes: z.array(z.string()),
});

/** One look: of a span of time, what midwatch would have run and what the old jobs did. */
export type ShadowLook = z.infer<typeof Look>;

/** Looks of a fleet's shadow, one line each, in its state. */
export class ShadowRecord {
  private readonly file: string;

  constructor(fleet: string) {
    this.file = join(fleet, STATE_FOLDER, "shadow", "looks.jsonl");
  }

  /** A line that was cut off in the middle is no look: its span is looked at again. */
  looks(): readonly ShadowLook[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, "utf8").split("\n").flatMap(lookIn);
  }

  add(look: ShadowLook): void {
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      // What was cut off before stands on a line of its own.
      appendFileSync(this.file, `\n${JSON.stringify(look)}\n`, { mode: 0o600 });
    } catch (thrown) {
      throw new MidwatchError(`${this.file} cannot be written: ${messageOf(thrown)}`);
    }
  }

  /** Begins anew; what was recorded stays beside it. Answers with its place, where there was any. */
  beginAnew(now: number): string | undefined {
    if (!existsSync(this.file)) return undefined;
    const aside = `${this.file}.until-${now}`;
    renameSync(this.file, aside);
    return aside;
  }
}

function lookIn(line: string): ShadowLook[] {
  if (line.trim() === "") return [];
  try {
    const { data } = Look.safeParse(JSON.parse(line));
    return data ? [data] : [];
  } catch {
    return [];
  }
}
