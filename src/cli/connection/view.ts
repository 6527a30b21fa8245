import { spell } from "../../core/text/age.ts";
import { counted } from "../../core/text/wording.ts";
import { bold, dim, say, sayJson, yellow } from "../views/print.ts";
import { type Connection, connectionsHere } from "./connections.ts";
import { News } from "./news.ts";
import { standing } from "./opening-words.ts";
import { Spool } from "./spool.ts";

/** Facts of a connection for a program. */
export function connectionFacts(connection: Connection, now: number) {
  const { name, host, fleet, agent, since, programs, within, there } = connection;
  const [spool, news] = [new Spool(name), new News(name)];
  const trouble = news.trouble();
  const [oldest] = spool.all();
  return {
    name,
    host,
    agent,
    since,
    programs,
    there,
    ...(fleet !== undefined && { fleet }),
    ...(within !== undefined && { in: within }),
    briefAt: news.brief()?.at ?? null,
    waiting: spool.size,
    ...(oldest && { waitingSince: oldest.what.at }),
    refused: spool.asides(),
    ...(trouble && { trouble }),
    notes: standing(connection, now),
  };
}

/** The connections of this machine: where they lead, how old the last brief is, and what is not as it should be. */
export function tellConnections(connections: readonly Connection[], now: number): void {
  for (const connection of connections) {
    const { name, host, agent, there, programs, within } = connection;
    const brief = new News(name).brief();
    const age = brief ? `last brief ${spell(now - brief.at)} ago` : "no brief yet";
    const where = within === undefined ? "" : `, in ${within}`;
    say(`${bold(name)}  ${agent} of ${there.fleet} on ${host} ${dim(`(${programs.join(", ")}${where}; ${age})`)}`);
    const lines = standing(connection, now);
    for (const line of lines) say(`  ${yellow(line)}`);
    if (lines.length === 0) say("  everything has been handed over");
  }
}

/** For `midwatch status` on a machine that has no fleet of its own where it is asked. */
export function statusOfConnections(json: boolean): void {
  const [all, now] = [connectionsHere(), Date.now()];
  if (json) {
    sayJson({ connections: all.map((each) => connectionFacts(each, now)) });
    return;
  }
  say(bold(`Connected to ${counted(all.length, "fleet")}`));
  tellConnections(all, now);
}
