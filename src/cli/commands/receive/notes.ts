import { join } from "node:path";
import { z } from "zod";
import { THREAD_KINDS } from "../../../core/contracts/threads.ts";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { cleanExtraction } from "../../../core/learning/clean-extraction.ts";
import { askToPromote } from "../../../core/learning/session-memory.ts";
import { editWorkspace } from "../../../core/learning/workspace-edits.ts";
import { asText } from "../../../core/notes/notes.ts";
import { plainText } from "../../../core/text/plain-text.ts";
import { counted } from "../../../core/text/wording.ts";
import { threadsIn } from "../../../core/threads/proposed.ts";
import { threadEdits } from "../../../core/threads/record.ts";
import { saidRun } from "../../../memory/sessions/said-run.ts";
import { readDocument } from "../../connection/connections.ts";
import { machineFolder } from "../../connection/machines.ts";
import { writeWhole } from "../../connection/whole-file.ts";
import type { HandOver } from "../../connection/wire.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { answersIn, placesOf } from "./answers.ts";
import type { HandedBy, Landed } from "./landed.ts";

type HandedNotes = HandOver & { kind: "notes" };

/** Steps of a notes block's landing, settled before the first is taken: taken again, they are the same ones. */
const Steps = z.object({
  requests: z.array(z.object({ agent: z.string(), text: z.string() })),
  settled: z.array(z.object({ key: z.string(), text: z.string() })),
  threads: z.array(
    z.object({ title: z.string(), note: z.string(), kind: z.enum(THREAD_KINDS).exactOptional(), closed: z.boolean() }),
  ),
});
type Steps = z.infer<typeof Steps>;

const MAX_REASON_CHARS = 300;
const OWNER = "owner";

/** Keeps what was noted in a conversation on another machine: the owner's word, as the owner was there. */
export async function keepNotes(fleet: OpenFleet, by: HandedBy, what: HandedNotes): Promise<Landed> {
  const steps = await stepsOf(fleet, by, what);
  const { inbox, ledger } = fleet.fleet;
  await editThreads(fleet, by, { steps, what });
  for (const [at, { agent, text }] of steps.requests.entries()) {
    const { person, name } = by.machine;
    const untrusted = what.outside !== undefined && { untrusted: true };
    const origin = { by: "connect", actor: `${person}@${name}` };
    await inbox.put(agent, `${text}\n`, { key: `${what.id}-${at}`, ...(untrusted && { ...untrusted, origin }) });
  }
  const memories = await remember(fleet, by, what);
  for (const { key, text } of steps.settled) await ledger.fulfil(key, `${OWNER}: ${text}`);
  return { state: "landed", said: [...memories, ...summary(steps)] };
}

function summary({ requests, settled, threads }: Steps): readonly string[] {
  const counts = [
    ...(threads.length > 0 ? [counted(threads.length, "thread")] : []),
    ...requests.map(({ agent }) => `a request for ${agent}`),
    ...settled.map(({ key }) => `${key} is settled`),
  ];
  return counts.length > 0 ? [`kept: ${counts.join(", ")}`] : [];
}

async function stepsOf(fleet: OpenFleet, by: HandedBy, { id, notes, outside }: HandedNotes): Promise<Steps> {
  const path = join(machineFolder(fleet.folder, by.machine.id), "steps", `${id}.json`);
  const before = readDocument(path, Steps);
  if (before) return before;
  const view = await viewOf(fleet, by.agent);
  const keys = (await fleet.fleet.ledger.history.obligations()).map(({ key }) => key);
  const answered = await placesOf(answersIn(notes), { agents: fleet.agents.names, keys, view });
  const threads = [...threadsIn(notes), ...answered.threads];
  // Strangers may have had a part in it: no session reads it alone before a person has talked it over.
  const kept = outside === undefined ? threads : threads.map((thread) => ({ ...thread, kind: "discuss" as const }));
  const steps = Steps.parse({ ...answered, threads: kept });
  await writeWhole(path, `${JSON.stringify(steps)}\n`);
  return steps;
}

async function viewOf(fleet: OpenFleet, agent: string): Promise<WorkspaceView> {
  const workspace = fleet.fleet.workspaces.get(fleet.agents.get(agent).workspace);
  const fetched = await workspace.fetch(fleet.signal);
  if (fetched.commit === undefined) throw new MidwatchError(fetched.ok ? "nothing was fetched" : fetched.reason);
  return workspace.view(fetched.commit);
}

async function editThreads(
  fleet: OpenFleet,
  { agent }: HandedBy,
  { steps: { threads }, what: { id, at } }: { readonly steps: Steps; readonly what: HandedNotes },
): Promise<void> {
  if (threads.length === 0) return;
  const said = { agent: OWNER, at, session: id };
  const [first, ...others] = threads;
  const text = others.length > 0 ? `${counted(threads.length, "thread")} of a conversation` : `Thread: ${first?.title}`;
  const change = {
    message: { author: OWNER, at, text: text.slice(0, 100) },
    edits: (view: WorkspaceView) => threadEdits(threads, view, said),
  };
  const published = await editWorkspace(fleet.fleet, fleet.agents.get(agent).workspace, change, fleet.signal);
  if (published.kind !== "published")
    throw new MidwatchError(`its threads could not be published: ${published.reason}`);
}

/** By the fleet's own extractor, as what a session has noticed. */
async function remember(fleet: OpenFleet, { agent }: HandedBy, what: HandedNotes): Promise<readonly string[]> {
  const { id, notes, at, title, outside, program, session } = what;
  if (!fleet.memory) return ["memory is off for this fleet: what was noticed is not kept"];
  const { book, extractor } = fleet.memory;
  const reason = plainText(asText(notes.reason)).slice(0, MAX_REASON_CHARS);
  const told = { agent, program, session, title, at, text: "", reason, notes, part: id.slice(0, 8) };
  const { run, origin } = saidRun({ ...told, ...(outside !== undefined && { outside }) });
  const extraction = cleanExtraction(await extractor.extract(run, fleet.signal));
  await book.keep({ agent, origin, ...extraction }, fleet.signal);
  const noticed = extraction.noticed.filter(({ kind }) => kind !== "summary").length;
  if (noticed === 0 && extraction.faded.length === 0) return [];
  if (outside === undefined) return [`kept: ${noticed === 1 ? "a memory" : `${noticed} memories`}`];
  await askToPromote(fleet.fleet, agent);
  return [`${noticed} of its memories wait for midwatch memory promote: it could read the web`];
}
