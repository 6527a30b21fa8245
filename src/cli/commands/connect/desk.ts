import { rm } from "node:fs/promises";
import { MidwatchError } from "../../../core/errors.ts";
import { counted } from "../../../core/text/wording.ts";
import {
  type Connection,
  connectionFile,
  connectionMeant,
  connectionsHere,
  folderOfConnection,
} from "../../connection/connections.ts";
import { exchange, type Reached, speak } from "../../connection/exchange.ts";
import { writeGptmeBrief } from "../../connection/gptme-brief.ts";
import { News } from "../../connection/news.ts";
import { addToSettings, takeFromSettings } from "../../connection/settings.ts";
import { Spool } from "../../connection/spool.ts";
import { connectionFacts, tellConnections } from "../../connection/view.ts";
import { writeWhole } from "../../connection/whole-file.ts";
import { say, sayJson } from "../../views/print.ts";
import type { ConnectArguments } from "./command.ts";
import { wishIn } from "./wish.ts";

/** So long a person waits for an answer. */
const MEETING_MS = 120_000;

export function listConnections({ json }: Pick<ConnectArguments, "json">): void {
  const now = Date.now();
  if (json) sayJson({ connections: connectionsHere().map((each) => connectionFacts(each, now)) });
  else if (connectionsHere().length === 0) say("This machine is connected to no fleet: midwatch connect user@host");
  else tellConnections(connectionsHere(), now);
}

/** Asks the host before anything is changed here; then the hooks, and the first brief. */
export async function makeConnection(args: ConnectArguments): Promise<void> {
  const { before, name, programs, reached, ...wish } = wishIn(args);
  const hello = await meet(reached);
  const { id: _, ...asked } = reached;
  const { agent, fleet, version } = hello;
  const made: Connection = {
    ...asked,
    ...wish,
    id: reached.id,
    name,
    agent,
    programs: [...programs],
    waitMs: args.wait * 1000,
    there: { fleet, version },
  };
  await setUp(made, before, args);
}

async function meet(reached: Reached) {
  const { hello, trouble } = await speak(reached, {
    handOvers: [],
    asks: true,
    signal: AbortSignal.timeout(MEETING_MS),
  });
  if (!hello || trouble !== undefined) throw new MidwatchError(`nothing was changed here: ${trouble ?? "no answer"}`);
  return hello;
}

async function setUp(made: Connection, before: Connection | undefined, { json }: ConnectArguments): Promise<void> {
  if (before) await takeFromSettings(before);
  await writeWhole(connectionFile(made.name), `${JSON.stringify(made, null, 2)}\n`);
  await exchange(made);
  await writeGptmeBrief(made, Date.now());
  const files = await addToSettings(made).catch(async (thrown: unknown) => {
    if (!before) await rm(folderOfConnection(made.name), { recursive: true, force: true });
    throw thrown;
  });
  if (json) return sayJson({ ...connectionFacts(made, Date.now()), changed: files });
  say(`Connected to ${made.agent} of ${made.there.fleet} on ${made.host}, as "${made.name}".`);
  for (const file of files) say(`Changed ${file}`);
  say(
    `The next conversation here begins with its brief. To take all of it out again: midwatch connect --remove ${made.name}`,
  );
}

/** Takes the hooks out; what has not been handed over yet is, or it is kept, and said where. */
export async function removeConnection(name: string, { json }: Pick<ConnectArguments, "json">): Promise<void> {
  const connection = connectionMeant(name);
  const spool = new Spool(name);
  if (spool.size > 0) await exchange(connection);
  const files = await takeFromSettings(connection);
  const kept = spool.size > 0 || spool.asides().length > 0 || new News(name).untold().length > 0;
  if (kept) await rm(connectionFile(name), { force: true });
  else await rm(folderOfConnection(name), { recursive: true, force: true });
  const left = kept ? folderOfConnection(name) : undefined;
  if (json) return sayJson({ removed: name, changed: files, waiting: spool.size, ...(left !== undefined && { left }) });
  for (const file of files) say(`Put back ${file}`);
  say(`The connection "${name}" is removed.`);
  if (left !== undefined)
    say(
      `${counted(spool.size, "hand-over")} could not be handed over, and stays in ${left}: connected again by that name, it is.`,
    );
}
