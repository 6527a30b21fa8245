import { describe, expect, it } from "vitest";
import { describeRule, describeWhen } from "../../../src/core/when/describe.ts";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import { KNOWN, ruleOf } from "./calendars.ts";

/** What is written, the one way in which midwatch writes it, and what it says. */
const RULES: readonly (readonly [written: string, text: string, words: string])[] = [
  ["Mon 10:00", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["mondays at 10:00", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["every Monday 10:00", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["on Mondays 10:00", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["cron 0 10 * * 1", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["0 10 * * MON", "Mon 10:00 in UTC", "Mondays at 10:00 (UTC)"],
  ["Mon,Thu 10:00", "Mon,Thu 10:00 in UTC", "Mondays and Thursdays at 10:00 (UTC)"],
  ["Thu, Mon 10:00", "Mon,Thu 10:00 in UTC", "Mondays and Thursdays at 10:00 (UTC)"],
  ["Sat-Mon 6:00", "Mon,Sat,Sun 06:00 in UTC", "Mondays, Saturdays and Sundays at 06:00 (UTC)"],
  ["weekdays 09:30", "weekdays 09:30 in UTC", "weekdays at 09:30 (UTC)"],
  ["Mon-Fri 9:30", "weekdays 09:30 in UTC", "weekdays at 09:30 (UTC)"],
  ["weekends 18:00,09:00", "weekends 09:00,18:00 in UTC", "weekends at 09:00 and 18:00 (UTC)"],
  ["daily 07:00", "daily 07:00 in UTC", "every day at 07:00 (UTC)"],
  ["07:00", "daily 07:00 in UTC", "every day at 07:00 (UTC)"],
  ["every day 07:00", "daily 07:00 in UTC", "every day at 07:00 (UTC)"],
  ["0 7 * * *", "daily 07:00 in UTC", "every day at 07:00 (UTC)"],
  ["Mon 10:00 in Europe/Berlin", "Mon 10:00 in Europe/Berlin", "Mondays at 10:00 (Europe/Berlin)"],
  ["Mon 10:00 in europe/berlin", "Mon 10:00 in Europe/Berlin", "Mondays at 10:00 (Europe/Berlin)"],
  ["Mon 10:00 in Asia/Kolkata", "Mon 10:00 in Asia/Kolkata", "Mondays at 10:00 (Asia/Kolkata)"],
  ["Mon 10:00 in NYSE", "Mon 10:00 in NYSE", "Mondays at 10:00 while NYSE is open (America/New_York)"],
  ["every 30m", "every 30m in UTC", "every 30 minutes (UTC)"],
  ["every 30 minutes", "every 30m in UTC", "every 30 minutes (UTC)"],
  ["*/30 * * * *", "every 30m in UTC", "every 30 minutes (UTC)"],
  ["every hour", "every 1h in UTC", "every hour (UTC)"],
  ["every 90m", "every 90m in UTC", "every 90 minutes (UTC)"],
  ["every 1h30m", "every 90m in UTC", "every 90 minutes (UTC)"],
  ["every 2h on weekdays", "every 2h on weekdays in UTC", "every 2 hours on weekdays (UTC)"],
  ["every 2h  Without duty", "every 2h in UTC without duty", "every 2 hours (UTC), without its duty"],
  [
    "after strategist without duty",
    "after strategist without duty",
    "after every session of strategist, without its duty",
  ],
  ["cron 0 */2 * * 1-5", "every 2h on weekdays in UTC", "every 2 hours on weekdays (UTC)"],
  ["every 4 hours on weekends", "every 4h on weekends in UTC", "every 4 hours on weekends (UTC)"],
  ["cron 0 */4 * * 0,6", "every 4h on weekends in UTC", "every 4 hours on weekends (UTC)"],
  ["15 */2 * * *", "every 2h between 00:15 and 24:00 in UTC", "every 2 hours between 00:15 and 24:00 (UTC)"],
  ["every 30m in NYSE", "every 30m in NYSE", "every 30 minutes while NYSE is open"],
  ["every 30m in nyse on Fri", "every 30m on Fri in NYSE", "every 30 minutes on Fridays while NYSE is open"],
  [
    "every 30m between 10:00 and 12:00 in NYSE",
    "every 30m between 10:00 and 12:00 in NYSE",
    "every 30 minutes between 10:00 and 12:00 while NYSE is open (America/New_York)",
  ],
  [
    "every 2h between 08:00 and 20:00",
    "every 2h between 08:00 and 20:00 in UTC",
    "every 2 hours between 08:00 and 20:00 (UTC)",
  ],
  [
    "every 1h between 22:00 and 06:00",
    "every 1h between 22:00 and 06:00 in UTC",
    "every hour between 22:00 and 06:00 (UTC)",
  ],
  ["every 24h", "daily 00:00 in UTC", "every day at 00:00 (UTC)"],
  ["every 2d at 09:00", "every 2d at 09:00 in UTC", "every 2 days at 09:00 (UTC)"],
  ["every 48h", "every 2d at 00:00 in UTC", "every 2 days at 00:00 (UTC)"],
  ["every 1d at 09:00", "daily 09:00 in UTC", "every day at 09:00 (UTC)"],
  ["once a day", "once a day in UTC", "once a day (UTC)"],
  ["Once a day on weekdays", "once a day on weekdays in UTC", "once a day on weekdays (UTC)"],
  [
    "once a day between 08:00 and 20:00",
    "once a day between 08:00 and 20:00 in UTC",
    "once a day between 08:00 and 20:00 (UTC)",
  ],
  ["once a day in NYSE", "once a day in NYSE", "once a day while NYSE is open"],
  ["monthly 09:00", "1st of the month 09:00 in UTC", "the 1st of each month at 09:00 (UTC)"],
  ["0 9 1 * *", "1st of the month 09:00 in UTC", "the 1st of each month at 09:00 (UTC)"],
  [
    "22nd,3rd,11th of the month 09:00",
    "3rd,11th,22nd of the month 09:00 in UTC",
    "the 3rd, 11th and 22nd of each month at 09:00 (UTC)",
  ],
  ["last day of the month 17:00", "last day of the month 17:00 in UTC", "the last day of each month at 17:00 (UTC)"],
  ["0 17 L * *", "last day of the month 17:00 in UTC", "the last day of each month at 17:00 (UTC)"],
  ["0 0 29 2 *", "cron 0 0 29 2 * in UTC", "the 29th of February at 00:00 (UTC)"],
  ["0 0 * 1 *", "cron 0 0 * 1 * in UTC", "every day of January at 00:00 (UTC)"],
  ["0 0 * 6,7 5", "cron 0 0 * 6,7 5 in UTC", "Fridays of June and July at 00:00 (UTC)"],
  [
    "0 9 1,15 */3 1-5",
    "cron 0 9 1,15 */3 1-5 in UTC",
    "the 1st and 15th of January, April, July and October, and on weekdays of January, April, July and October at 09:00 (UTC)",
  ],
  [
    "*/10 9-17 * * 1-5 in Europe/Berlin",
    "cron */10 9-17 * * 1-5 in Europe/Berlin",
    "weekdays at 54 times from 09:00 to 17:50 (Europe/Berlin)",
  ],
  ["0 8,12,18 * * 1-5", "weekdays 08:00,12:00,18:00 in UTC", "weekdays at 08:00, 12:00 and 18:00 (UTC)"],
  ["on github", "on github", "on every github event"],
  ["after strategist", "after strategist", "after every session of strategist"],
];

/** A mistake, the column it is in, and the sentence about it. */
const MISTAKES: readonly (readonly [written: string, column: number, message: string])[] = [
  [
    "",
    1,
    "there is nothing here; a rule begins with a day (Mon 10:00), a time (07:00), every, once, monthly, cron, on or after",
  ],
  [
    "whenever",
    1,
    'no rule begins with "whenever"; a rule begins with a day (Mon 10:00), a time (07:00), every, once, monthly, cron, on or after',
  ],
  ["evry 30m", 1, 'no rule begins with "evry" (did you mean every?)'],
  ["Mno 10:00", 1, 'no rule begins with "Mno" (did you mean Mon?)'],
  ["Mon,Thru 10:00", 5, 'no day is called "Thru" (did you mean Thu?)'],
  [
    "Mon",
    4,
    'the text ends where a time of day should be, e.g. Mon 10:00 (between brackets, in quotes: "Mon,Thu 10:00")',
  ],
  ["Mon 25:00", 5, '"25:00" is no time of day: write 00:00 to 23:59'],
  ["Mon 24:00", 5, '"24:00" is no time of day: write 00:00 to 23:59'],
  ["Mon 10am", 5, '"10am" is no time of day: write 00:00 to 23:59'],
  ["Mon 10:00 UTC", 11, '"UTC" cannot stand here: what may follow begins with in'],
  ["Mon 10:00 in", 13, "the text ends where a calendar or a time zone should be, e.g. in NYSE, or in Europe/Berlin"],
  ["Mon 10:00 in NYSEE", 14, 'no calendar or time zone is called "NYSEE" (did you mean NYSE?)'],
  ["Mon 10:00 in Europe/Berln", 14, 'no calendar or time zone is called "Europe/Berln" (did you mean Europe/Berlin?)'],
  [
    "Mon 10:00 in Mars/Olympus",
    14,
    'no calendar or time zone is called "Mars/Olympus"; the calendars are: LSE, NYSE, XETR; a time zone looks like Europe/Berlin',
  ],
  ["18:00 in NYSE", 1, "18:00 is never while NYSE is open, from 09:30 to 16:00"],
  ["every", 6, "the text ends where a duration should be, e.g. every 30m"],
  ["every 30", 7, '"30" is not a valid duration: write minutes, hours or days, e.g. every 30m'],
  ["every 30s", 7, '"30s" is not a valid duration: write minutes, hours or days, e.g. every 30m'],
  ["every 0m", 7, '"0m" is not a valid duration: write minutes, hours or days, e.g. every 30m'],
  ["every 36h", 7, "more than a day has to be whole days, e.g. every 2d at 09:00"],
  ["every Mondy 10:00", 7, 'no day is called "Mondy" (did you mean Monday?)'],
  [
    "every 2h on github",
    13,
    'no day is called "github"; write Mon, weekdays or weekends, and each event as a rule of its own',
  ],
  [
    "every 2h beween 08:00 and 20:00",
    10,
    '"beween" cannot stand here: what may follow begins with on or between or in (did you mean between?)',
  ],
  ["every 2h in NYSE in LSE", 18, 'there is a second "in" here: one is enough'],
  ["every 2h between 08:00", 23, 'the text ends where "and" should be, e.g. between 08:00 and 20:00'],
  ["every 2h between 08:00 to 20:00", 24, 'found "to" where "and" should be, e.g. between 08:00 and 20:00'],
  ["every 2h between 08:00 and 08:00", 18, "a window that ends when it begins is none; leave it out for the whole day"],
  [
    "every 1h between 18:00 and 20:00 in NYSE",
    1,
    "NYSE is never open between 18:00 and 20:00, but from 09:30 to 16:00",
  ],
  ["every 1h on weekends in NYSE", 1, "this never happens: there is no such day on which NYSE is open"],
  ["once a week", 8, 'found "week" where "day" should be, e.g. once a day between 08:00 and 20:00'],
  ["32nd of the month 09:00", 1, '"32nd" is no day of a month: write 1st to 31st'],
  ["1st of month 09:00", 8, 'found "month" where "the" should be, e.g. 1st of the month 09:00'],
  ["on gihub", 4, 'no event source is called "gihub" (did you mean github?)'],
  ["on discord", 4, 'no event source is called "discord"; there are: inbox, github'],
  ["on", 3, "the text ends where the name of an event source should be, e.g. on inbox"],
  ["after strategits", 7, 'no other agent is called "strategits" (did you mean strategist?)'],
  ["after strategist, content", 17, 'nothing is expected here, but there is ","'],
  ["min-gap", 8, "the text ends where a duration should be, e.g. min-gap 20m"],
  ["min-gap 20m", 1, "min-gap says how far apart, not when: add a rule"],
];

/** T15: what is wrong with a cron expression is found when it is read, and in which of its fields. */
const LISTS = "lists (1,2), ranges (1-5) and steps (*/2) of them";
const CRON: readonly (readonly [written: string, column: number, message: string])[] = [
  [
    "cron",
    5,
    "cron takes five fields (minute, hour, day of month, month, weekday), and here are 0; e.g. cron 0 */2 * * 1-5",
  ],
  [
    "0 0 * *",
    1,
    "cron takes five fields (minute, hour, day of month, month, weekday), and here are 4; e.g. cron 0 */2 * * 1-5",
  ],
  [
    "cron 0 0 0 * * *",
    6,
    "cron takes five fields (minute, hour, day of month, month, weekday), and here are 6; e.g. cron 0 */2 * * 1-5",
  ],
  ["60 * * * *", 1, `"60" is no minute of cron: write 0 to 59; ${LISTS}`],
  ["cron  */0 * * * *", 7, `"*/0" is no minute of cron: write 0 to 59; ${LISTS}`],
  ["0 25 * * *", 3, `"25" is no hour of cron: write 0 to 23; ${LISTS}`],
  ["0 22-2 * * *", 3, `"22-2" is no hour of cron: write 0 to 23; ${LISTS}`],
  ["0 0 32 * *", 5, `"32" is no day of month of cron: write 1 to 31, or L for the last; ${LISTS}`],
  ["0 0 15W * *", 5, `"15W" is no day of month of cron: write 1 to 31, or L for the last; ${LISTS}`],
  ["0 0 * 13 *", 7, `"13" is no month of cron: write 1 to 12, or JAN to DEC; ${LISTS}`],
  ["0 0 * * 8", 9, `"8" is no weekday of cron: write 0 to 7, or SUN to SAT; ${LISTS}`],
  ["0 0 * * 5L", 9, `"5L" is no weekday of cron: write 0 to 7, or SUN to SAT; ${LISTS}`],
  ["0 0 * * 1#2", 9, `"1#2" is no weekday of cron: write 0 to 7, or SUN to SAT; ${LISTS}`],
  ["0 0 30 2 *", 1, "this never happens: there is no such day"],
  ["0 9 * * 1-5 in NYS", 16, 'no calendar or time zone is called "NYS" (did you mean NYSE?)'],
];

describe("a rule of a when", () => {
  it.each(RULES)("a rule of a when that is written %j is %j", (written, text, words) => {
    const rule = ruleOf(written);
    expect([rule.text, describeRule(rule)]).toEqual([text, words]);
  });

  it.each(RULES)("a rule of a when that is written %j is the same when its own text is read", (written) => {
    const rule = ruleOf(written);
    expect(ruleOf(rule.text, "Asia/Tokyo")).toEqual(rule);
  });

  it("is meant in the fleet's zone, unless it names one: another zone makes it another rule", () => {
    expect(ruleOf("Mon 10:00", "Europe/Berlin").text).toBe("Mon 10:00 in Europe/Berlin");
    expect(ruleOf("every 30m in NYSE", "Europe/Berlin").text).toBe("every 30m in NYSE");
  });

  it.each([...MISTAKES, ...CRON])(
    "a rule of a when that is written %j has its mistake named, in column %i",
    (written, column, message) => {
      expect(parseWhen([written], KNOWN)).toEqual([{ at: 0, column, message }]);
    },
  );
});

describe("a when", () => {
  it("is its rules and the gap between sessions", () => {
    const when = parseWhen(["every 2h on weekdays", "every 4h on weekends", "on github", "min-gap 20m"], KNOWN);
    expect(isWhen(when) && describeWhen(when)).toBe(
      "every 2 hours on weekdays (UTC); every 4 hours on weekends (UTC); on every github event; at least 20 minutes apart",
    );
  });

  it("has all its mistakes named at once", () => {
    expect(parseWhen(["Mon 25:00", "every 2h", "on gihub"], KNOWN)).toMatchObject([{ at: 0 }, { at: 2 }]);
  });

  it("says nothing twice, in whichever words (T15)", () => {
    expect(parseWhen(["every 2h on weekdays", "cron 0 */2 * * 1-5", "min-gap 1m", "min-gap 2m"], KNOWN)).toEqual([
      { at: 1, column: 1, message: 'this is said twice: an earlier rule is "every 2h on weekdays in UTC", too' },
      { at: 3, column: 1, message: "there is a second min-gap here: one is enough" },
    ]);
  });
});
