/** A schedule in the words of `when`, or why there are none for it. */
export type When = { readonly when: string; readonly zone?: string } | { readonly unclear: string };

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const SHORT_WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const NAMED_TIMES: Readonly<Record<string, string>> = {
  minutely: "*-*-* *:*:00",
  hourly: "*-*-* *:00:00",
  daily: "*-*-* 00:00:00",
  weekly: "Mon *-*-* 00:00:00",
  monthly: "*-*-01 00:00:00",
  quarterly: "*-01,04,07,10-01 00:00:00",
  semiannually: "*-01,07-01 00:00:00",
  yearly: "*-01-01 00:00:00",
  annually: "*-01-01 00:00:00",
};
const WEEKDAYS = /^[A-Za-z]{3,9}(?:(?:\.\.|-|,)[A-Za-z]{3,9})*,?$/;
const DATE = /^(?:(?<year>[\d*,./]+)-)?(?<month>[\d*,./]+)-(?<day>[\d*,./]+)$/;
const TIME = /^(?<hour>[\d*,./]+):(?<minute>[\d*,./]+)(?::(?<second>[\d*,./]+))?$/;
const DAY_SECONDS = 24 * 3600;
const HIGHEST = { minute: 59, hour: 23, day: 31, month: 12 } as const;

/** A cron expression, kept as it is; a plain weekday and time are written as people say them. */
export function fromCron(expression: string): string {
  const [minute = "", hour = "", day, month, weekday = ""] = expression.split(" ");
  const name = SHORT_WEEKDAYS[Number(weekday) % 7];
  const plain = [minute, hour, weekday].every((field) => /^\d+$/.test(field)) && day === "*" && month === "*";
  return plain && name ? `${name} ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` : `cron ${expression}`;
}

/** systemd's OnCalendar, where a cron expression says the same. */
export function fromCalendar(text: string): When {
  const { zone, rest } = splitZone(NAMED_TIMES[text.trim().toLowerCase()] ?? text.trim());
  const unclear = { unclear: `OnCalendar=${text} has no exact counterpart` };
  const last = /^(?:\*-)?\*~0?1(?:\s+(?<hour>\d{1,2}):(?<minute>\d\d)(?::00)?)?$/.exec(rest)?.groups;
  if (last) return { when: lastDay(last), ...(zone && { zone }) };
  const words = (NAMED_TIMES[rest.toLowerCase()] ?? rest).split(/\s+/);
  const weekday = WEEKDAYS.test(words[0] ?? "") ? weekdays(words.shift() ?? "") : "*";
  const date = DATE.exec(words[0] ?? "")?.groups;
  if (date) words.shift();
  const time = words.length === 0 ? { hour: "0", minute: "0" } : TIME.exec(words.shift() ?? "")?.groups;
  if (!time || !weekday || words.length > 0 || (date?.year ?? "*") !== "*" || !atZero(time.second)) return unclear;
  const given = { minute: time.minute, hour: time.hour, day: date?.day, month: date?.month };
  const [minute, hour, day, month] = (["minute", "hour", "day", "month"] as const).map((name) =>
    field(name, given[name]),
  );
  if (!minute || !hour || !day || !month) return unclear;
  // cron joins the two with "or", systemd with "and".
  if (day !== "*" && weekday !== "*") return unclear;
  return { when: fromCron([minute, hour, day, month, weekday].join(" ")), ...(zone && { zone }) };
}

const lastDay = ({ hour = "0", minute = "00" }: { hour?: string | undefined; minute?: string | undefined }) =>
  `last day of the month ${hour.padStart(2, "0")}:${minute}`;

/** `2h` between two runs. */
export function fromInterval(seconds: number): When {
  if (!Number.isFinite(seconds) || seconds <= 0) return { unclear: "the interval cannot be read" };
  if (seconds > DAY_SECONDS && seconds % DAY_SECONDS !== 0)
    return { unclear: `every ${seconds} seconds is no whole number of days` };
  if (seconds % 3600 === 0) return { when: `every ${seconds / 3600}h` };
  if (seconds % 60 === 0) return { when: `every ${seconds / 60}m` };
  return { unclear: `every ${seconds} seconds is no whole number of minutes` };
}

function splitZone(text: string): { zone?: string; rest: string } {
  const [, rest = "", zone = ""] = /^(.*\S)\s+([A-Za-z_]+(?:\/[A-Za-z_+\-\d]+)*)$/.exec(text) ?? [];
  return /^UTC$|\//.test(zone) ? { zone, rest } : { rest: text };
}

const atZero = (second: string | undefined) => second === undefined || /^0+$/.test(second);

/** `Mon..Fri`, `Sat,Sun` as cron's numbers. */
function weekdays(text: string): string | undefined {
  const parts = text
    .replace(/,$/, "")
    .split(",")
    .map((part) => part.split(/\.\.|-/).map((name) => DAYS.indexOf(name.slice(0, 3).toLowerCase())));
  if (parts.flat().some((day) => day < 0)) return undefined;
  return parts
    .map(([from = 0, to = from]) => range(from, to))
    .join(",")
    .split(",")
    .toSorted()
    .join(",");
}

/** A range that goes round the end of cron's week is a list. */
function range(from: number, to: number): string {
  if (from === to) return `${from}`;
  if (from < to) return `${from}-${to}`;
  return Array.from({ length: to + 8 - from }, (_, n) => (from + n) % 7).join(",");
}

/** systemd's `a`, `a,b`, `a..b` and `a/step` as cron's. */
function field(name: keyof typeof HIGHEST, text = "*"): string | undefined {
  const parts = text.split(",").map((part) => {
    const { from, to, step } = /^(?<from>\*|\d+)(?:\.\.(?<to>\d+))?(?:\/(?<step>\d+))?$/.exec(part)?.groups ?? {};
    if (from === undefined) return undefined;
    const lowest = name === "minute" || name === "hour" ? 0 : 1;
    const whole = from === "*" || (step !== undefined && Number(from) === lowest && to === undefined);
    const begin = whole ? "*" : `${Number(from)}`;
    const end = to === undefined ? (step && !whole ? `-${HIGHEST[name]}` : "") : `-${Number(to)}`;
    return `${begin}${end}${step ? `/${Number(step)}` : ""}`;
  });
  return parts.includes(undefined) ? undefined : parts.join(",");
}
