import { describe, expect, it } from "vitest";
import { later, parseMoment } from "../../../src/core/when/moment-text.ts";

const ZONE = "Europe/Berlin";
/** Wednesday, 13:15 in Berlin. */
const now = Date.parse("2026-11-25T12:15:00Z");
const parsed = (text: string, look: "back" | "ahead" = "back") => {
  const at = parseMoment(text, { now, zone: ZONE, look });
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe("a moment in a person's words", () => {
  it.each([
    ["2026-11-26T10:30:00Z", "2026-11-26T10:30:00.000Z"],
    ["2026-11-26T10:30+01:00", "2026-11-26T09:30:00.000Z"],
    ["2026-11-26T10:30", "2026-11-26T09:30:00.000Z"],
    ["2026-11-26 10:30", "2026-11-26T09:30:00.000Z"],
    ["2026-07-01", "2026-06-30T22:00:00.000Z"],
    ["10:30", "2026-11-25T09:30:00.000Z"],
    ["yesterday 10:30", "2026-11-24T09:30:00.000Z"],
    ["Tomorrow", "2026-11-25T23:00:00.000Z"],
    ["now", "2026-11-25T12:15:00.000Z"],
  ])("%s", (text, moment) => {
    expect(parsed(text)).toBe(moment);
  });

  it("is the last weekday for who looks back, and the next one for who looks ahead", () => {
    expect(parsed("Mon 10:00")).toBe("2026-11-23T09:00:00.000Z");
    expect(parsed("Mon 10:00", "ahead")).toBe("2026-11-30T09:00:00.000Z");
    expect(parsed("Wed 10:00")).toBe(parsed("Wed 10:00", "ahead"));
  });

  it.each(["", "soon", "25:00", "Mon-Fri 10:00", "2026-02-30", "10:30 10:30 10:30", "weekdays"])(
    'is not "%s"',
    (text) => {
      expect(parsed(text)).toBeUndefined();
    },
  );

  it("is a duration later; whole days end at the same time of the day", () => {
    const saturday = Date.parse("2027-03-27T09:00:30Z");
    const endOf = (text: string) => new Date(later(saturday, text, ZONE) ?? 0).toISOString();
    expect(endOf("1d")).toBe("2027-03-28T08:00:30.000Z");
    expect(endOf("25h")).toBe("2027-03-28T10:00:30.000Z");
    expect(later(saturday, "a while", ZONE)).toBeUndefined();
  });
});
