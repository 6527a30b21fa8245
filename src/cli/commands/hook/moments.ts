import { appendFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { startDetached } from "../../../core/host/detached.ts";
import { isWithin, realPath } from "../../../core/host/paths.ts";
import { hasNotes } from "../../../core/text/notes-block.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import { giveClaimsBack } from "../../connection/claims-elsewhere.ts";
import { type Connection, connectionMeant } from "../../connection/connections.ts";
import { exchange } from "../../connection/exchange.ts";
import { writeGptmeBrief } from "../../connection/gptme-brief.ts";
import { News } from "../../connection/news.ts";
import { openingWords } from "../../connection/opening-words.ts";
import { handOverId, Spool } from "../../connection/spool.ts";
import { say } from "../../views/print.ts";
import type { HookArguments } from "./command.ts";
import { gather } from "./gather.ts";
import { hookInput } from "./hook-input.ts";

/** Facts that the calling program tells: Claude Code on standard input, gptme in its environment. */
const Told = z.object({
  session_id: z.string().min(1).max(300).optional().catch(undefined),
  transcript_path: z.string().optional().catch(undefined),
  cwd: z.string().optional().catch(undefined),
  last_assistant_message: z.string().optional().catch(undefined),
});
type Told = z.infer<typeof Told>;

const BRIEF_LOOK_MS = 20;

/** Does everything that is to be done at a moment of a conversation on this machine. */
export async function atMoment({ moment, connection: name, of }: HookArguments): Promise<void> {
  const connection = connectionMeant(name);
  if (moment === "exchange") return exchangeNow(connection);
  const told = of === "gptme" ? toldByGptme() : (Told.safeParse(await hookInput()).data ?? {});
  if (!isMeant(connection, told)) return;
  if (moment === "start") return of === "gptme" ? begun(connection) : begin(connection, told);
  if (moment === "stop" && !hasNotes(told.last_assistant_message ?? "")) return;
  await handOver(connection, told, moment === "end");
}

function toldByGptme(): Told {
  const { GPTME_LOGDIR: folder, GPTME_WORKSPACE: cwd } = process.env;
  return { ...(folder && { transcript_path: join(folder, "conversation.jsonl") }), ...(cwd && { cwd }) };
}

function isMeant({ within }: Connection, { cwd = process.cwd() }: Told): boolean {
  if (within === undefined) return true;
  return isWithin(realPath(within) ?? within, realPath(cwd) ?? resolve(cwd));
}

/** In a process of its own, which goes on when its caller's time is over. */
const exchangeCall = ({ name }: Connection): [string, ...string[]] => [
  process.execPath,
  process.argv[1] ?? "",
  "hook",
  "exchange",
  "--connection",
  name,
];

async function exchangeNow(connection: Connection): Promise<void> {
  await exchange(connection);
  await writeGptmeBrief(connection, Date.now());
}

/** gptme has read its file by now: what became of hand-overs is told in it, and the next one is to be fresh. */
async function begun(connection: Connection): Promise<void> {
  await openingWords(connection, Date.now()).said();
  startDetached(exchangeCall(connection));
}

/** Prints the brief: a fresh one where it comes in time, else the last one with its age. */
async function begin(connection: Connection, told: Told): Promise<void> {
  const [news, begun] = [new News(connection.name), Date.now()];
  await rememberConversation(connection, told);
  startDetached(exchangeCall(connection));
  const isThere = () => (news.brief()?.at ?? 0) >= begun || (news.trouble()?.at ?? 0) >= begun;
  while (!isThere() && Date.now() - begun < connection.waitMs) await pause(BRIEF_LOOK_MS);
  const seconds = connection.waitMs / 1000;
  const late = isThere() ? undefined : `${connection.host} did not answer within ${seconds} s: this is its last brief`;
  const opening = openingWords(connection, Date.now(), late);
  say(opening.text);
  await opening.said();
}

/** Lets `midwatch claim` in the conversation know which one it is in. */
async function rememberConversation({ name }: Connection, { session_id: session }: Told): Promise<void> {
  const file = process.env.CLAUDE_ENV_FILE;
  if (!file || session === undefined) return;
  await appendFile(file, `export MIDWATCH_CONVERSATION=${shellWord(`${name}/${session}`)}\n`).catch(() => {});
}

/** Puts into the spool what was noted, and at its end what gives the conversation's claims back; sends it by the way. */
async function handOver({ name, ...connection }: Connection, told: Told, isOver: boolean): Promise<void> {
  const [spool, now] = [new Spool(name), Date.now()];
  const { transcript_path: file, last_assistant_message: last, session_id: session } = told;
  const { notes, trouble } = file === undefined ? { notes: [] } : await gather(file, { last, now });
  for (const each of notes) await spool.put(each);
  if (trouble !== undefined) {
    const text = `a conversation could not be read, and what was noted in it is not handed over: ${trouble}`;
    await new News(name).tell(handOverId("unread", trouble), { at: now, text });
  }
  if (isOver && session !== undefined) await giveClaimsBack(name, session, now);
  startDetached(exchangeCall({ name, ...connection }));
}
