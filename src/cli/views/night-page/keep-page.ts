import { existsSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import type { Night } from "../../../core/night/night.ts";
import { timeIn } from "../../../core/text/zone.ts";
import { say } from "../print.ts";

/** Brings a page to where it was asked for. */
export function keepPage(page: string, night: Night, output?: string): void {
  if (output === undefined && !process.stdout.isTTY) say(page.trimEnd());
  else say(`the report is in ${written(page, output ?? newFile(night))}: open it in a browser`);
}

/** "midwatch-report-2026-11-30-0800.html": nothing that is there is written over by a name that nobody gave. */
function newFile({ zone, to }: Night): string {
  const name = `midwatch-report-${timeIn(zone, to).slice(0, 16).replace(" ", "-").replace(":", "")}.html`;
  if (existsSync(name)) throw new MidwatchError(`${resolve(name)} is there already: name another file with --output`);
  return name;
}

/** Whole or not at all, for whoever is reading the one before. */
function written(page: string, name: string): string {
  const file = resolve(name);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, page, { mode: 0o644 });
  renameSync(draft, file);
  return file;
}
