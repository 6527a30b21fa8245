import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CONTAINMENTS, type ContainmentName } from "../contracts/containment.ts";
import { readRegularText } from "./regular-file.ts";

/** Containment that was found, noted once for each boot by the first process that looked. */
interface ContainmentNote {
  readonly name: ContainmentName;
  /** Facts of the machine that it was found under. */
  readonly conditions: string;
}

/** Bytes. */
const LONGEST_NOTE = 64 * 1024;

const noteIn = (state: string) => join(state, "containment");

/** Containment that was last found for sessions of this fleet; undefined when none was looked for yet. */
export const lastContainment = (state: string): ContainmentName | undefined => readContainmentNote(state)?.name;

export function readContainmentNote(state: string): ContainmentNote | undefined {
  try {
    const noted = JSON.parse(readRegularText(noteIn(state), { most: LONGEST_NOTE }, () => ""));
    return isNote(noted) ? noted : undefined;
  } catch {
    return undefined;
  }
}

export async function writeContainmentNote(state: string, note: ContainmentNote): Promise<void> {
  const draft = `${noteIn(state)}.${process.pid}`;
  await writeFile(draft, JSON.stringify(note), { mode: 0o600 });
  await rename(draft, noteIn(state));
}

/** By hand, as a status reads it: a schema would take longer to load than all the rest of it. */
function isNote(noted: unknown): noted is ContainmentNote {
  const { name, conditions } = noted as Partial<ContainmentNote>;
  return CONTAINMENTS.some((known) => known === name) && typeof conditions === "string";
}
