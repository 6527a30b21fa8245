import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Effect } from "../../../core/contracts/effects.ts";
import type { MidwatchEvent } from "../../../core/contracts/events.ts";
import type { SessionRecord } from "../../../core/contracts/fleet-history.ts";
import type { Rescue } from "../../../core/contracts/rescues.ts";
import { messageOf } from "../../../core/errors.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import { timeIn } from "../../../core/text/zone.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { coloured } from "../../views/diff-lines.ts";
import { describeEvent } from "../../views/narrator.ts";
import { dim } from "../../views/print.ts";

export type PartName = "brief" | "prompt" | "events" | "diff";

/** One of the things that are kept of a session; or the reason why it is not there. */
export interface SessionPart {
  /** For programs. */
  readonly found: string | readonly unknown[] | null;
  readonly lines: readonly string[];
  readonly why?: string;
  /** True when it was there once. */
  readonly isLost: boolean;
}

/** Bytes of one of a session's files. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

export const sessionPart = (open: OpenFleet, session: SessionRecord, part: PartName): Promise<SessionPart> => {
  switch (part) {
    case "brief":
      return textPart(open, session, "brief.md");
    case "prompt":
      return textPart(open, session, "prompt.md");
    case "events":
      return eventsPart(open, session);
    case "diff":
      return diffPart(open, session);
  }
};

const none = (why: string): SessionPart => ({ found: null, lines: [], why, isLost: false });
const lost = (why: string): SessionPart => ({ found: null, lines: [], why, isLost: true });

async function textPart(open: OpenFleet, session: SessionRecord, file: string): Promise<SessionPart> {
  const found = readRegularText(join(folderFor(open, session), "input", file), { most: MAX_FILE_BYTES }, () => "");
  if (found !== "") return { found, lines: [found.trimEnd()], isLost: false };
  return (await whyGone(open, session)) ?? none(`its backend was told nothing: ${standingAt(session)}`);
}

async function eventsPart(open: OpenFleet, session: SessionRecord): Promise<SessionPart> {
  const text = readRegularText(join(folderFor(open, session), "events.jsonl"), { most: MAX_FILE_BYTES }, () => "");
  const found = text.split("\n").flatMap(eventIn);
  if (found.length === 0) return (await whyGone(open, session)) ?? none("no event of it was written down");
  const { zone } = open.fleet;
  return { found, lines: found.flatMap((event) => lineOf(event, zone)), isLost: false };
}

/** None for a line that a crash has cut off. */
function eventIn(line: string): MidwatchEvent[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as MidwatchEvent];
  } catch {
    return [];
  }
}

function lineOf(event: MidwatchEvent, zone: string): string[] {
  const line = describeEvent(event);
  return line === undefined ? [] : [`${dim(timeIn(zone, event.at).slice(11))} ${line.trim()}`];
}

async function diffPart({ fleet }: OpenFleet, session: SessionRecord): Promise<SessionPart> {
  const { history } = fleet.ledger;
  const { id, base, workspace, outcome } = session;
  const work = workOf(await history.effects(id));
  if (base === undefined) return none(`it had no clone: ${standingAt(session)}`);
  if (work === undefined && outcome === undefined)
    return none(`its work is still in its clone: ${standingAt(session)}`);
  if (work === undefined) return none("it wrote nothing that was to be published");
  try {
    const found = await fleet.workspaces.get(workspace).diff(base, work);
    if (found.trim() === "") return none("what it wrote changes no file");
    return { found, lines: found.trimEnd().split("\n").map(coloured), isLost: false };
  } catch (thrown) {
    return lost(whyWithout(work, await history.rescues({ session: id }), { thrown, zone: fleet.zone }));
  }
}

/** Commit of its work, published or rescued. */
function workOf(effects: readonly Effect[]): string | undefined {
  const commits = effects.map((effect) => {
    if (effect.kind === "publish") return effect.payload.work;
    return effect.kind === "rescue" ? effect.payload.commit : undefined;
  });
  return commits.find((commit) => commit !== undefined);
}

function whyWithout(
  work: string,
  rescues: readonly Rescue[],
  { thrown, zone }: { readonly thrown: unknown; readonly zone: string },
): string {
  const gone = rescues.find(({ commit, state }) => commit === work && state !== "waiting");
  if (gone?.endedAt === undefined) return `commit ${work} cannot be read from the hub: ${messageOf(thrown)}`;
  const since = timeIn(zone, gone.endedAt).slice(0, 16);
  return `its work is not kept any more: ${gone.state}${gone.by === undefined ? "" : ` by ${gone.by}`} on ${since}: ${gone.reason}`;
}

const folderFor = ({ fleet }: OpenFleet, { id }: SessionRecord) => fleet.folders.path(id);

/** The oldest sessions' files make room for those of newer ones. */
async function whyGone(open: OpenFleet, session: SessionRecord): Promise<SessionPart | undefined> {
  const folder = folderFor(open, session);
  if (existsSync(folder)) return undefined;
  const [oldest] = (await readdir(dirname(folder)).catch(() => [])).toSorted();
  const [first] = oldest === undefined ? [] : await open.fleet.ledger.history.find(oldest);
  const since = first
    ? `; those of sessions since ${timeIn(open.fleet.zone, first.startedAt).slice(0, 16)} are kept`
    : "";
  return lost(
    `its files are not kept any more: the oldest ones are removed when they all take more than records.megabytes in midwatch.yaml${since}`,
  );
}

/** "it ended in select: idle: nothing is ready" */
function standingAt({ phase, outcome }: SessionRecord): string {
  return outcome ? `it ended in ${phase}: ${outcome.kind}: ${outcome.reason}` : `it is in ${phase}`;
}
