import type { Fleet } from "../contracts/fleet.ts";
import type { WaitResolver } from "../contracts/waits.ts";
import { timeIn } from "../text/zone.ts";
import { parseMoment } from "../when/moment-text.ts";

/** Resolver of waits for the time alone: "until 2026-11-23", "until 2026-11-23 10:30", where the fleet's clocks are. */
export const untilResolver = ({ clock, zone }: Pick<Fleet, "clock" | "zone">): WaitResolver => ({
  name: "until",
  kinds: ["until"],
  async look({ about, since }) {
    const at = parseMoment(about, { now: since, zone, look: "ahead" });
    if (at === undefined)
      return { state: "never", reason: `"${about}" is no time: write 2026-11-23, or 2026-11-23 10:30` };
    const time = timeIn(zone, at);
    return at <= clock.now()
      ? { state: "met", reason: `it is ${time} or later` }
      : { state: "pending", reason: `that is ${time}` };
  },
});
