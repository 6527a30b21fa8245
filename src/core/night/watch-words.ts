import type { WatchPresence } from "../contracts/watch-presence.ts";
import { clockTime, dayIn, timeIn } from "../text/zone.ts";

/** A watch, or none, at a moment. */
interface WatchNow {
  readonly watch?: WatchPresence;
  /** Time of the last look who is due; missing where nobody has looked. */
  readonly checkedAt?: number;
  readonly zone: string;
  readonly now: number;
}

/** "since 2026-11-30 06:00, as ann, midwatch 0.1.0, process 4711", or that none runs; the same on every screen. */
export function watchWords({ watch, checkedAt, zone, now }: WatchNow): string {
  const checked =
    checkedAt === undefined ? "" : `; schedule last checked ${clockTime(zone, checkedAt, dayIn(zone, now))}`;
  if (!watch) return `no watch runs on this machine${checked}: midwatch watch`;
  return `since ${timeIn(zone, watch.since).slice(0, 16)}, as ${watch.user}, midwatch ${watch.version}, process ${watch.process.pid}`;
}
