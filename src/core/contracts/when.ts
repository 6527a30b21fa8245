/** Minutes since midnight, as the clock on the wall shows them; 1440 is the midnight that ends the day. */
export type ClockTime = number;

/** Days since 1970-01-01, as the calendar on the wall counts them: no zone, no hours that are missing or doubled. */
export type LocalDay = number;

/** From one time of the day until just before another; past 1440 it ends on the next day. */
export interface DayWindow {
  readonly from: ClockTime;
  readonly to: ClockTime;
}

/** Days that a rule is about, where its zone is. Weekdays count from 0, Sunday; months and dates from 1. */
export type Days =
  | { readonly kind: "week"; readonly weekdays: readonly number[] }
  | { readonly kind: "dates"; readonly dates: DatesOfMonth }
  /** Every so many days, counted from 1970-01-01. */
  | { readonly kind: "nth"; readonly nth: number };

/** Days by their date. */
export interface DatesOfMonth {
  readonly dates: readonly number[];
  /** True when the last day of a month is one, whichever date it is. */
  readonly last: boolean;
  readonly months: readonly number[];
  /** These, too, whatever their date: cron joins day of month and weekday with "or". */
  readonly weekdays: readonly number[];
}

/** Opening times of something: a market, an office. Has an end, because its holidays are only known up to some day. */
export interface Calendar {
  readonly name: string;
  readonly title: string;
  readonly zone: string;
  readonly weekdays: readonly number[];
  readonly hours: DayWindow;
  /** The days it stays closed on, and why. */
  readonly closed: ReadonlyMap<LocalDay, string>;
  /** The days it closes early, and why. */
  readonly short: ReadonlyMap<LocalDay, { readonly closes: ClockTime; readonly reason: string }>;
  /** The last day its holidays are known for. After it, it is taken to be open on its weekdays, and `check` says so. */
  readonly until: LocalDay;
}

/** The calendars a fleet's files may name. */
export interface Calendars {
  readonly names: readonly string[];
  get(name: string): Calendar | undefined;
}

/** A rule of the clock's, in a time zone. */
export interface Timed {
  /** The rule in one way of writing it: equal rules have equal texts, and it can be parsed again. */
  readonly text: string;
  readonly days: Days;
  /** Its dues are no duty, even of an agent that has one: they are for the rest of its work. */
  readonly duty?: false | undefined;
  readonly zone: string;
  /** Only while this is open; `zone` is its. */
  readonly calendar?: Calendar | undefined;
}

/** At these times of these days. */
export interface AtRule extends Timed {
  readonly kind: "at";
  readonly times: readonly ClockTime[];
}

/** Once on each of these days: from the window's start on, until its end. */
export interface OnceRule extends Timed {
  readonly kind: "once";
  readonly window: DayWindow;
}

/** In real time from the start of each day's window, for as long as the window lasts. */
export interface EveryRule extends Timed {
  readonly kind: "every";
  /** Milliseconds. */
  readonly every: number;
  readonly window: DayWindow;
}

/** A rule the clock decides. */
export type TimeRule = AtRule | OnceRule | EveryRule;

/** A rule for something that happens elsewhere. */
export interface EventRule {
  readonly kind: "on";
  readonly text: string;
  readonly event: string;
}

/** A rule for the end of another agent's session. */
export interface AfterRule {
  readonly kind: "after";
  readonly text: string;
  readonly duty?: false | undefined;
  readonly agent: string;
}

/** One line of a `when`. */
export type WhenRule = TimeRule | EventRule | AfterRule;

/** Schedule of an agent, as its file says. */
export interface When {
  readonly rules: readonly WhenRule[];
  /** Milliseconds that are to pass between two of its sessions; 0 is none. */
  readonly minGap: number;
}

/** An agent's `when`, and where it stands. */
export interface Schedule {
  readonly agent: string;
  readonly when: When;
  /** From the fleet's folder. */
  readonly file: string;
  readonly line: number;
}

/** Error in one of the texts of a `when`. */
export interface WhenProblem {
  /** Index of the text, from 0. */
  readonly at: number;
  /** Column in it, from 1. */
  readonly column: number;
  /** Sentence on the error, and what would be right. */
  readonly message: string;
}

/** Names that a `when` may refer to. */
export interface KnownToWhen {
  /** Time zone of a rule that names none. */
  readonly zone: string;
  readonly calendars: Calendars;
  /** The other agents. */
  readonly agents: readonly string[];
  readonly events: readonly string[];
}
