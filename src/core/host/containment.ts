import { CONTAINMENTS, type Contained, type ContainmentName, type Wish } from "../contracts/containment.ts";
import { MidwatchError } from "../errors.ts";
import { bubblewrap, NOTHING_AROUND, type Surroundings } from "./bubblewrap.ts";
import { bubblewrapHere, howToHaveBubblewrap } from "./bubblewrap-here.ts";
import { whyItLeaks } from "./canary.ts";
import { readContainmentNote, writeContainmentNote } from "./containment-note.ts";
import { type Containment, groupContainment, namespaceContainment } from "./containments.ts";
import { setting } from "./process-identity.ts";

/** Containment that the fleet's file asks for, and the places around its sessions. */
export interface Wanted {
  readonly wish: Wish;
  readonly around: Surroundings;
}

const ANYTHING: Wanted = { wish: "best", around: NOTHING_AROUND };

/**
 * The same, tried once for each boot: a means that works is noted in the state folder, for the next process under the
 * same conditions. One that fails is not noted, for it may have been the moment.
 */
export async function knownContainment(state: string, wanted: Wanted = ANYTHING): Promise<Containment> {
  const conditions = JSON.stringify([...setting(), bubblewrapHere(), wanted.wish]);
  const noted = readContainmentNote(state);
  if (noted?.conditions === conditions) return judgeContainment(make(noted.name, wanted.around), wanted.wish, []);
  const { means, failures } = await search(wanted, state);
  const best = failures.length === 0 || (means.name === "namespace" && bubblewrapHere() === "");
  // Only slower without.
  if (best) await writeContainmentNote(state, { name: means.name, conditions }).catch(() => undefined);
  return judgeContainment(means, wanted.wish, failures);
}

/**
 * Best containment of the wanted kind on this machine, found by trying it; with a refusal where it is less than wanted.
 */
export async function findContainment(wanted: Wanted = ANYTHING): Promise<Containment> {
  const { means, failures } = await search(wanted);
  return judgeContainment(means, wanted.wish, failures);
}

async function search({ wish, around }: Wanted, parent?: string) {
  const failures: string[] = [];
  const from = CONTAINMENTS.indexOf(wish as ContainmentName);
  for (const name of CONTAINMENTS.slice(Math.max(from, 0))) {
    const failure = await whyItLeaks((hidden) => make(name, { ...NOTHING_AROUND, hidden: [hidden] }), parent);
    if (failure === undefined) return { means: make(name, around), failures };
    failures.push(`${name}: ${failure}`);
  }
  throw new MidwatchError(
    `programs cannot be started safely here: setpriv (util-linux) and timeout (coreutils) have to be on the PATH: ${failures.at(-1)}`,
  );
}

function make(name: ContainmentName, around: Surroundings): Containment {
  if (name === "bubblewrap") return bubblewrap(around);
  return name === "namespace" ? namespaceContainment : groupContainment;
}

const MORE = "install bubblewrap, or allow user namespaces";

function judgeContainment(means: Containment, wish: Wish, failures: readonly string[]): Containment {
  const isLess = wish === "required" ? means.name === "group" : wish !== "best" && wish !== means.name;
  const wanted = wish === "required" ? "no less than a namespace" : wish;
  const refusal = `the fleet asks for ${wanted}, which cannot be had here (${failures.join("; ")}): ${MORE}, or write containment: best`;
  return { ...means, ...(isLess && { refusal }), ...(means.name !== "bubblewrap" && openness(means.name, wish)) };
}

/**
 * Warning or refusal about agents that do what a model says where their files are not kept apart: they run by the
 * owner's word alone.
 */
function openness(name: ContainmentName, wish: Wish): Pick<Contained, "modelRefusal" | "uncontained"> {
  const root = process.getuid?.() === 0 && name === "group" ? " as root" : "";
  const open = `what a model says can read and change all that the user midwatch runs as can${root}, this fleet's files and credentials included`;
  // Written by its name, it is what the owner wants.
  if (wish === name) {
    const mend = bubblewrapHere() === "" ? howToHaveBubblewrap() : "bubblewrap is here";
    return { uncontained: `${name}: ${open}: ${mend}, and write containment: best` };
  }
  return {
    modelRefusal: `without bubblewrap ${open}: ${howToHaveBubblewrap()}; or write containment: ${name} in midwatch.yaml, where there is nothing to lose`,
  };
}
