import { MidwatchError } from "../core/errors.ts";

/** Option `--since`, for the help of every command that has it. */
export const SINCE = { type: "string", describe: "a time, or how long ago: 12h, 3d", requiresArg: true } as const;

/** Epoch milliseconds that `--since` means; rejects what is neither a time nor a duration, and times to come. */
export async function sinceMoment(since: string, now: number, zone: string): Promise<number> {
  const [{ parseMoment }, { parseDuration }] = await Promise.all([
    import("../core/when/moment-text.ts"),
    import("../core/when/durations.ts"),
  ]);
  const ago = parseDuration(since);
  const at = ago === undefined ? parseMoment(since, { now, zone, look: "back" }) : now - ago;
  if (at === undefined)
    throw new MidwatchError(
      `--since ${since}: write a time (yesterday 18:00, "Mon 10:00", 2026-11-26) or how long ago (12h, 3d)`,
    );
  if (at > now) throw new MidwatchError(`--since ${since}: this time is in the future`);
  return at;
}
