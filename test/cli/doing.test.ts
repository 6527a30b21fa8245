import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { doing, spoken } from "../../src/cli/views/doing.ts";
import { complain, say } from "../../src/cli/views/print.ts";

const before = { isTTY: process.stderr.isTTY, columns: process.stderr.columns };
let screen: string[] = [];

/** Without colours, which depend on who runs the tests. */
const plain = (text: string | Uint8Array) => stripVTControlCharacters(String(text));

beforeEach(() => {
  screen = [];
  vi.useFakeTimers();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => screen.push(`stderr ${plain(text)}`) > 0);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => screen.push(`stdout ${String(text)}`) > 0);
  Object.assign(process.stderr, { isTTY: true, columns: 60 });
});

afterEach(() => {
  spoken();
  vi.restoreAllMocks();
  vi.useRealTimers();
  Object.assign(process.stderr, before);
});

/** Back to the beginning of the line, and the rest of it erased. */
const ERASE = "stderr \r";

it("a command that is silent for a while says what it is at, and since when", () => {
  doing("fetching desk");
  vi.advanceTimersByTime(399);
  expect(screen).toEqual([]);
  vi.advanceTimersByTime(2001);
  expect(screen).toEqual([
    `${ERASE}  fetching desk …`,
    `${ERASE}  fetching desk … 1 s`,
    `${ERASE}  fetching desk … 2 s`,
  ]);
});

it("the line is gone before anything is printed, on either output, and does not come back by itself", () => {
  for (const print of [say, complain]) {
    doing("fetching desk");
    vi.advanceTimersByTime(500);
    print("there it is");
    vi.advanceTimersByTime(5000);
  }
  expect(screen.filter((line) => !line.includes("fetching"))).toEqual([
    ERASE,
    "stdout there it is\n",
    ERASE,
    "stderr there it is\n",
  ]);
});

it("the line changes with what is done", () => {
  doing("fetching desk");
  vi.advanceTimersByTime(500);
  doing("making the health checks");
  expect(screen.at(-1)).toBe(`${ERASE}  making the health checks …`);
});

it("nothing is said to a pipe, and no line is longer than the terminal is wide", () => {
  Object.assign(process.stderr, { isTTY: false });
  doing("fetching desk");
  vi.advanceTimersByTime(5000);
  expect(screen).toEqual([]);
  Object.assign(process.stderr, { isTTY: true });
  doing("x".repeat(200));
  vi.advanceTimersByTime(500);
  expect(screen.map((line) => line.length)).toEqual([ERASE.length + 59]);
});

it("a name that would obey the terminal is shown as what it is", () => {
  doing("fetching \u001B[2Jdesk");
  vi.advanceTimersByTime(500);
  expect(screen.join("").replaceAll(ERASE, "")).not.toContain("\u001B");
});
