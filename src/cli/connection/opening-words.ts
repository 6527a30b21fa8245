import { spell } from "../../core/text/age.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { counted } from "../../core/text/wording.ts";
import type { Connection } from "./connections.ts";
import { News } from "./news.ts";
import { Spool } from "./spool.ts";

/** More is written to a file by Claude Code, and its model sees next to nothing of it. */
const HOOK_CHARS = 10_000;
const MAX_TOLD = 8;
const MAX_TOLD_CHARS = 300;

const HAND_BACK = `## What comes of this conversation

When it has come to something, end a message with a block like this: midwatch hands it over, once, now or when the
host can be reached again. What stands in angle brackets is a stand-in; leave out what says nothing.

\`\`\`midwatch
item: progress
reason: <one sentence: what was done or decided>
observations: [<facts that a later session cannot see for itself>]
beliefs: [{ text: <what is held true from now on> }]
threads: [{ title: <a few words>, kind: <solo, discuss or experiment>, note: <sentence> }]
answers: [{ to: <a thread above, an agent, or the key of what needs the owner>, text: <what the owner decided> }]
\`\`\``;

/** Words that a conversation begins with, and what is to be done once they were said. */
export interface Opening {
  readonly text: string;
  said(): Promise<void>;
}

/** The last brief with its age, what could not be brought or handed over, and what comes of the conversation. */
export function openingWords(connection: Connection, now: number, late?: string): Opening {
  const news = new News(connection.name);
  const told = news.untold().slice(0, MAX_TOLD);
  const brief = news.brief();
  const lines = told.map(({ text }) => `- ${plainText(text).slice(0, MAX_TOLD_CHARS)}`);
  const head = [
    `midwatch: ${connection.agent} on ${connection.host}, ${ageOf(brief?.at, now)}`,
    ...standing(connection, now, late).map((line) => `- ${line}`),
    ...(lines.length > 0 ? ["What became of what was handed over:", ...lines] : []),
  ].join("\n");
  const claiming = `Before you work on one of its items, claim it, so that no agent takes it: midwatch claim <item> --connection ${connection.name}`;
  const tail = `${claiming}\n\n${HAND_BACK}`;
  const room = HOOK_CHARS - head.length - tail.length - 4;
  const text = [head, cut(brief?.text ?? "", room), tail].filter(Boolean).join("\n\n");
  return {
    text,
    async said() {
      for (const each of told) await each.forget();
    },
  };
}

function ageOf(at: number | undefined, now: number): string {
  if (at === undefined) return "no brief of it has come yet";
  const when = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return now - at < 60_000 ? "as it is now" : `as it was ${spell(now - at)} ago (${when} UTC)`;
}

/** Everything that is not as it should be, a line each: none when all has been handed over and the brief is fresh. */
export function standing({ name, host }: Connection, now: number, late?: string): readonly string[] {
  const [spool, news] = [new Spool(name), new News(name)];
  const trouble = news.trouble();
  const [oldest] = spool.all();
  const waiting = spool.size === 0 ? "" : waitingWords(spool.size, now - (oldest?.what.at ?? now));
  const unreadable = spool.unreadable().map((file) => `${file} cannot be read, and is not handed over: look at it`);
  const asides = spool.asides();
  return [
    ...(late === undefined ? [] : [late]),
    ...(trouble
      ? [`for ${spell(now - trouble.since)} nothing could be brought or handed over: ${trouble.reason}`]
      : []),
    ...(waiting === "" ? [] : [`${waiting}; they are handed over when ${host} can be reached`]),
    ...unreadable,
    ...(asides.length > 0
      ? [`${counted(asides.length, "hand-over")} refused and put aside: ${asides.join(", ")}`]
      : []),
  ];
}

const waitingWords = (count: number, ms: number) => `${counted(count, "hand-over")} in the spool since ${spell(ms)}`;

function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const note = "\n\n(The rest of the brief had no room here.)";
  return `${text.slice(0, Math.max(0, room - note.length)).toWellFormed()}${note}`;
}
