import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MidwatchError } from "../../core/errors.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { HOUR } from "../../core/text/time-units.ts";
import { isFleetHere } from "../../fleet-folder.ts";
import { EXIT } from "../exit-codes.ts";
import { complain, say, sayJson } from "../views/print.ts";
import { type Connection, connectionMeant, connectionsHere, folderOfConnection, readDocument } from "./connections.ts";
import { exchange } from "./exchange.ts";
import { handOverId, Spool } from "./spool.ts";
import { writeWhole } from "./whole-file.ts";
import type { HandOver, Landing } from "./wire.ts";

/** Hours for which a claim from another machine holds, where nobody says. */
const USUAL_HOURS = 8;

/** Arguments of a claim, or of its release, that may be of a fleet on another machine. */
export interface ElsewhereArguments {
  readonly item: string;
  readonly fleet?: string;
  readonly connection?: string;
  readonly hours?: number;
  readonly json: boolean;
}

/** The connection that is meant; undefined where it is a fleet of this machine. */
export function meantElsewhere({ fleet, connection }: ElsewhereArguments): Connection | undefined {
  if (connection !== undefined) return connectionMeant(connection);
  if (fleet !== undefined || connectionsHere().length === 0 || isFleetHere()) return undefined;
  return connectionMeant(conversation()?.connection);
}

/** Conversation in which the command was typed, as its beginning has left it in the environment. */
function conversation(): { readonly connection: string; readonly session: string } | undefined {
  const [connection = "", session = ""] = (process.env.MIDWATCH_CONVERSATION ?? "").split("/");
  return connection === "" || session === "" ? undefined : { connection, session };
}

const sessionIn = ({ name }: Connection) => {
  const known = conversation();
  return known?.connection === name ? known.session : undefined;
};

export async function claimElsewhere(connection: Connection, args: ElsewhereArguments): Promise<number> {
  const [now, session] = [Date.now(), sessionIn(connection)];
  const until = now + (args.hours ?? USUAL_HOURS) * HOUR;
  const id = handOverId("claim", args.item, String(now));
  if (session !== undefined) await writeWhole(markOf(connection.name, session), JSON.stringify({ session, now }));
  return handOver(
    connection,
    { kind: "claim", id, at: now, item: args.item, until, ...(session && { session }) },
    args,
  );
}

export async function releaseElsewhere(connection: Connection, args: ElsewhereArguments): Promise<number> {
  const [now, session] = [Date.now(), sessionIn(connection)];
  const id = handOverId("release", args.item, String(now));
  return handOver(connection, { kind: "release", id, at: now, item: args.item, ...(session && { session }) }, args);
}

/** Sends it at once, and says what came of it; where the host cannot be reached, it waits like all the others. */
async function handOver(connection: Connection, what: HandOver, { json }: ElsewhereArguments): Promise<number> {
  await new Spool(connection.name).put(what);
  let landing: Landing | undefined;
  const { trouble } = await exchange(connection, async (one) => {
    if (one.id !== what.id) return false;
    landing = one;
    return true;
  });
  const state = landing === undefined || landing.state === "later" ? "waiting" : landing.state;
  const said = landing ? landing.said.map((text) => plainText(text)).join("; ") : (trouble ?? "");
  if (state === "refused") throw new MidwatchError(said);
  const words = state === "landed" ? said : `not made yet, and an agent may take it meanwhile: ${said}`;
  if (json) sayJson({ connection: connection.name, state, said });
  else if (state === "landed") say(words);
  else complain(words);
  return state === "landed" ? EXIT.ok : EXIT.busy;
}

const Mark = z.object({ session: z.string(), now: z.number() });

/** Says that a conversation has claimed something, and when it last did. */
const markOf = (connection: string, session: string) =>
  join(folderOfConnection(connection), "claimed", `${handOverId(session)}.json`);

/** At the end of a conversation that has claimed something; again, it is the same hand-over. */
export async function giveClaimsBack(connection: string, session: string, now: number): Promise<void> {
  const path = markOf(connection, session);
  const mark = readDocument(path, Mark);
  if (!mark) return;
  const id = handOverId("release", session, String(mark.now));
  await new Spool(connection).put({ kind: "release", id, at: now, session });
  await rm(path, { force: true });
}
