import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished, vi } from "vitest";
import { commandLine } from "../../src/cli/main.ts";
import { BAD, FORTNIGHT, FRESH, fleetWith, GOOD, makeBad, NOW } from "../fixtures/ledgers.ts";

const LEDGERS = { fresh: [FRESH], good: [GOOD], bad: [BAD, makeBad], fortnight: [FORTNIGHT] } as const;

export type LedgerName = keyof typeof LEDGERS;
export const LEDGER_NAMES = Object.keys(LEDGERS) as LedgerName[];

/** A fleet with one of the four ledgers. */
export function fleetOf(name: LedgerName): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-screen-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [rows, more] = LEDGERS[name];
  return fleetWith(folder, rows, more);
}

/** File of the golden screen. */
export const page = (name: string): string => join(import.meta.dirname, "screens", `${name}.txt`);

/** What a command says at NOW, on a terminal of so many columns, or in a pipe. */
export async function screenOf(args: readonly string[], columns?: number): Promise<string> {
  const { isTTY, columns: before } = process.stdout;
  const written: string[] = [];
  vi.stubEnv("npm_lifecycle_event", undefined);
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  Object.assign(process.stdout, { isTTY: columns !== undefined, columns });
  try {
    await commandLine(args, () => {}).parseAsync();
  } finally {
    Object.assign(process.stdout, { isTTY, columns: before });
    spy.mockRestore();
    vi.useRealTimers();
    vi.unstubAllEnvs();
  }
  return stripVTControlCharacters(written.join(""));
}

/** A command's screens in a pipe, on a wide terminal and on a narrow one, as one page. */
export async function screensOf(args: readonly string[]): Promise<{ readonly text: string; readonly widest: number }> {
  const screens: string[] = [];
  for (const columns of [undefined, 120, 60]) {
    const name = columns === undefined ? "in a pipe" : `${columns} columns`;
    screens.push(`${name}\n\n${await screenOf(args, columns)}`);
  }
  const narrow = (screens.at(-1) ?? "").split("\n").filter((line) => !/midwatch [a-z]/.test(line));
  return { text: screens.join("\n"), widest: Math.max(...narrow.map((line) => line.length)) };
}
