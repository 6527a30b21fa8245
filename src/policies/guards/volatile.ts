/**
 * Parts of a text that change by themselves from one call to the next and mean nothing. Every repetition in these is
 * bounded: they read what a program has written.
 */
const TIMES: readonly RegExp[] = [
  // 2026-11-22T00:29:19.123Z, 2026-11-22 00:29:19 +0100. A day alone is not: days are what reports are made for.
  /\b\d{4}-\d\d-\d\d[T _]\d\d[:.-]?\d\d(?:[:.-]?\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?/g,
  // Sun Nov 22 00:29:19 UTC 2026
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \w{1,3} {1,2}\w{1,3} [\d:]{5,8}(?: [A-Z]{1,5})?(?: \d{4})?/g,
  // 00:29:19, but not the place in a file: src/a.ts:10:25
  /(?<![\w:])[0-2]?\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?![\w:])/g,
  // Seconds, milliseconds, or more, since 1970: from 2017 to 2033
  /(?<!\d)1[5-9]\d{8}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?(?!\d)/g,
  // 1.23s, 450 ms, 3m12s, 5 minutes
  /\b(?:\d{1,9}(?:\.\d{1,9})?(?:[smh]| ?(?:ns|µs|us|ms|secs?|seconds?|mins?|minutes?|hrs?|hours?)))+\b/g,
];

/** UUIDs, hashes and numbers: what a call counts with, or makes up. */
const COUNTERS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[a-f]{0,63}\d)[0-9a-f]{7,64}\b|\d{1,20}/gi;

/** A text without the moment it was written at, and without how long something took. */
export const timeless = (text: string): string => TIMES.reduce((rest, time) => rest.replaceAll(time, "(time)"), text);

/** Counters in a call. */
export const countersIn = (text: string): ReadonlySet<string> => new Set(text.match(COUNTERS));

/** A text without some of its counters; without all of them when none are named. */
export const countless = (text: string, counters?: ReadonlySet<string>): string =>
  text.replaceAll(COUNTERS, (counter) => (!counters || counters.has(counter) ? "(n)" : counter));
