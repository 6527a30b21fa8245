import { OPEN } from "../contracts/agent.ts";
import type { Thread } from "../contracts/threads.ts";
import type { Candidate, FileEdit, ItemReport, WorkItem, WorkSource, WorkspaceView } from "../contracts/work.ts";
import { spell } from "../text/age.ts";
import { type Chore, choresIn, lookedAfter, MAINTENANCE } from "./maintenance.ts";
import { recordInThread, slugOf } from "./record.ts";
import { parseThread, THREADS } from "./thread.ts";

const MOST_THREADS = 200;
const HOW =
  "Nobody has asked for this: it is open, and nothing else was ready. Take one step that can be shown, and say in `reason` what it was. If you find that something else matters more, say there why.";

interface Theme {
  readonly candidate: Candidate;
  /** Time of the last look; 0 for never. */
  readonly last: number;
}

/** After all tiers: open threads to explore alone, and chores; the one left alone longest first. */
export const openSource: WorkSource = {
  name: OPEN,
  tier: "tertiary",
  async candidates({ view, now }) {
    const paths = (await view.list(THREADS)).filter((path) => path.endsWith(".md")).slice(0, MOST_THREADS);
    const texts = await view.readAll([...paths, MAINTENANCE]);
    const threads = paths.map((path) => parseThread(path, texts.get(path) ?? "")).filter(isForOne);
    const chores = choresIn(texts.get(MAINTENANCE) ?? "");
    const themes = [...threads.map((thread) => ofThread(thread, now)), ...chores.map((chore) => ofChore(chore, now))];
    return themes.toSorted((a, b) => a.last - b.last).map(({ candidate }) => candidate);
  },
  record,
};

const isForOne = ({ kind, state, broken }: Thread) => kind !== "discuss" && state === "open" && broken === undefined;

function ofThread({ path, title, kind, body, updated, waiting }: Thread, now: number): Theme {
  const why = `an open ${kind} thread${updated === undefined ? "" : `, last updated ${spell(now - updated)} ago`}`;
  const state =
    waiting === undefined ? ({ state: "ready" } as const) : ({ state: "waiting", reason: waiting } as const);
  const candidate = { id: path, path, title, why, body: `${HOW}\n\n${body}`, fields: { kind }, ...state };
  return { candidate, last: updated ?? 0 };
}

function ofChore({ text, last, next, isOnce }: Chore, now: number): Theme {
  const ago = last === undefined ? "never done yet" : `last done ${spell(now - last)} ago`;
  const facts = {
    id: `${MAINTENANCE}#${slugOf(text)}`,
    path: MAINTENANCE,
    title: text,
    why: `in ${MAINTENANCE}, ${ago}`,
  };
  const body = `${HOW}\n\nIt is listed in ${MAINTENANCE}${isOnce ? ", to be done once" : ""}.`;
  const fields = last === undefined ? {} : { last: dayOfThread(last) };
  const state =
    next <= now
      ? ({ state: "ready" } as const)
      : ({ state: "waiting", reason: `for ${dayOfThread(next)}, when it is due again` } as const);
  return { candidate: { ...facts, body, fields, ...state }, last: last ?? 0 };
}

/** Edits of the theme's own file that say what became of it. */
async function record(
  { id, title, path = id }: WorkItem,
  report: ItemReport,
  { view, now }: { view: WorkspaceView; now: number },
): Promise<readonly FileEdit[]> {
  const before = await view.read(path);
  if (before === undefined || report.state === "no-effect" || report.state === "nothing") return [];
  const isOver = report.state === "done" || report.state === "not-viable";
  const after =
    path === MAINTENANCE
      ? lookedAfter(before, title, { day: dayOfThread(now), isOver })
      : recordInThread(before, { state: report.state, reason: report.reason }, now);
  return after === before ? [] : [{ path, content: after }];
}

const dayOfThread = (at: number) => new Date(at).toISOString().slice(0, 10);
