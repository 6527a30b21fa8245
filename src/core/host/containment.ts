import { accessSync, constants, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { delimiter, join as pathOf } from "node:path";
import { z } from "zod";
import { CONTAINMENTS, type ContainmentName, type Wish } from "../contracts/host.ts";
import { MidwatchError } from "../errors.ts";
import { bubblewrap, NOTHING_AROUND, type Surroundings } from "./bubblewrap.ts";
import { failureOf } from "./canary.ts";
import { setting } from "./process-identity.ts";
import { readRegularText } from "./regular-file.ts";
import { type Containment, GROUPED, NAMESPACED } from "./tree.ts";

/** What the fleet's file asks for, and what stands around its sessions. */
export interface Wanted {
  readonly wish: Wish;
  readonly around: Surroundings;
}

const ANYTHING: Wanted = { wish: "best", around: NOTHING_AROUND };

/** What was found, once for each boot, by whoever came first. */
const Note = z.object({ name: z.enum(CONTAINMENTS), conditions: z.string() });

/**
 * The same, tried once for each boot: what works is noted in the state folder for whoever starts next under the same
 * conditions. That something does not is not noted, for it may have been the moment.
 */
export async function knownContainment(state: string, wanted: Wanted = ANYTHING): Promise<Containment> {
  const conditions = JSON.stringify([...setting(), bubblewrapHere(), wanted.wish]);
  const noted = await readNote(state);
  if (noted?.conditions === conditions) return judged(make(noted.name, wanted.around), wanted.wish, []);
  const { means, failures } = await search(wanted, state);
  const best = failures.length === 0 || (means.name === "namespace" && bubblewrapHere() === "");
  // Only slower without.
  if (best) await replace(noteIn(state), JSON.stringify({ name: means.name, conditions })).catch(() => undefined);
  return judged(means, wanted.wish, failures);
}

/** What sessions of this fleet were last found to be contained by; undefined when nobody has looked. */
export const lastContainment = async (state: string): Promise<ContainmentName | undefined> =>
  (await readNote(state))?.name;

/** The best there is on this machine of what is wanted, found by trying it. */
export async function findContainment(wanted: Wanted = ANYTHING): Promise<Containment> {
  const { means, failures } = await search(wanted);
  return judged(means, wanted.wish, failures);
}

async function search({ wish, around }: Wanted, parent?: string) {
  const failures: string[] = [];
  const from = CONTAINMENTS.indexOf(wish as ContainmentName);
  for (const name of CONTAINMENTS.slice(Math.max(from, 0))) {
    const failure = await failureOf((hidden) => make(name, { ...NOTHING_AROUND, hidden: [hidden] }), parent);
    if (failure === undefined) return { means: make(name, around), failures };
    failures.push(`${name}: ${failure}`);
  }
  throw new MidwatchError(
    `programs cannot be started safely here: setpriv (util-linux) and timeout (coreutils) have to be on the PATH: ${failures.at(-1)}`,
  );
}

function make(name: ContainmentName, around: Surroundings): Containment {
  if (name === "bubblewrap") return bubblewrap(around);
  return name === "namespace" ? NAMESPACED : GROUPED;
}

const MORE = "install bubblewrap, or allow user namespaces";
const AS_ROOT = `a model's agent is not run as root without a namespace of its own: run midwatch as another user, ${MORE}; or write containment: group, where there is nothing to lose`;

function judged(means: Containment, wish: Wish, failures: readonly string[]): Containment {
  const isLess = wish === "required" ? means.name === "group" : wish !== "best" && wish !== means.name;
  const wanted = wish === "required" ? "no less than a namespace" : wish;
  const refusal = `the fleet asks for ${wanted}, which cannot be had here (${failures.join("; ")}): ${MORE}, or write containment: best`;
  const uncontainedRoot = means.name === "group" && wish !== "group" && process.getuid?.() === 0;
  return { ...means, ...(isLess && { refusal }), ...(uncontainedRoot && { modelRefusal: AS_ROOT }) };
}

/** Which bubblewrap is installed; empty when none is. It may come, go or change between two starts. */
function bubblewrapHere(): string {
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const file = pathOf(folder, "bwrap");
    try {
      accessSync(file, constants.X_OK);
      const { mtimeMs, size } = statSync(file);
      return `bubblewrap ${mtimeMs} ${size}`;
    } catch {
      // Not in this folder.
    }
  }
  return "";
}

/** Bytes. */
const LONGEST_NOTE = 64 * 1024;

const noteIn = (state: string) => pathOf(state, "containment");

async function readNote(state: string): Promise<z.infer<typeof Note> | undefined> {
  try {
    return Note.safeParse(JSON.parse(readRegularText(noteIn(state), { most: LONGEST_NOTE }, () => ""))).data;
  } catch {
    return undefined;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
