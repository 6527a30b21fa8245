import type { Argv } from "yargs";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { doing } from "../views/doing.ts";
import { complain, say, sayJson } from "../views/print.ts";

/** Shorter than a service manager waits for it. */
const MAX_RECOVERY_MS = 300_000;
/** Time in which letters it leads to are sent at once. */
const LETTERS_MS = 5_000;

interface Arguments extends CommonArguments {
  readonly session?: string;
  readonly all?: boolean;
}

export const recover: Command<Arguments> = {
  usage: "recover [session]",
  describe: "end sessions whose process is gone, and keep their work",
  details: "No session is opened. A systemd service runs this when it ends.",
  examples: [
    ["$0 recover", "the next session to start does the same"],
    ["$0 recover 4f1c2a3b", "publish that session's work now"],
    ["$0 recover --all", "publish everything that waits for that"],
  ],
  options: (yargs) =>
    yargs
      .positional("session", {
        type: "string",
        describe: "a session whose work is not yet published or saved",
      })
      .option("all", { type: "boolean", describe: "retry everything that is not yet published" })
      .conflicts("all", "session") as Argv<Arguments>,
  async run(args) {
    if (args.all === true || args.session !== undefined) return sendNow(args);
    const { folderOf } = await import("../fleet/folder-argument.ts");
    // Nearly always there is nothing to do, and no fleet is put together to find that out.
    if (!(await anyDead(folderOf(args)))) return printRecovered(args, [], []);
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet({ ...args, json: true });
    doing("ending sessions whose process is gone, and keeping their work");
    const { ended, left } = await recoverIn(opened);
    return printRecovered(args, ended, left);
  },
};

/** Somebody has mended what stood in the way, and does not want to wait. */
async function sendNow(args: Arguments): Promise<number> {
  const [{ openFleet }, { findSession }] = await Promise.all([
    import("../fleet/open-fleet.ts"),
    import("../fleet/find-session.ts"),
  ]);
  using opened = await openFleet({ ...args, json: true });
  const { fleet, watch, signal } = opened;
  await watch.recoverDead(signal);
  const session = args.session === undefined ? undefined : await findSession(fleet.ledger.history, args.session);
  const waiting = await watch.sendNow(signal, session);
  const [now] = session ? await fleet.ledger.history.find(session.id) : [];
  if (args.json) sayJson({ ...(now && { session: now }), waiting });
  else if (now) say(`${now.agent}'s session ${now.id}: ${fate(now.publication)}`);
  else if (waiting.length === 0) say("No work waits to be published.");
  for (const reason of args.json ? [] : waiting) complain(reason);
  return waiting.length > 0 ? EXIT.failed : EXIT.ok;
}

async function anyDead(folder: string): Promise<boolean> {
  const [{ hasHistory, withHistory }, { needsIn }] = await Promise.all([
    import("../fleet/open-history.ts"),
    import("../views/needs.ts"),
  ]);
  if (!hasHistory(folder)) return false;
  const needs = await withHistory(folder, (history) => needsIn(folder, history));
  return needs.some(({ key, kind }) => kind === "dead" || key.startsWith("salvage:"));
}

async function recoverIn({ fleet, watch, outbox, signal }: OpenFleet) {
  const dead = async () =>
    (await fleet.ledger.history.openSessions()).filter(({ process }) => !fleet.processes.isAlive(process));
  const before = await dead();
  const soon = AbortSignal.any([signal, AbortSignal.timeout(MAX_RECOVERY_MS)]);
  await watch.recoverDead(soon);
  await outbox.deliver(AbortSignal.any([signal, AbortSignal.timeout(LETTERS_MS)]));
  const left = await dead();
  const gone = before.filter(({ id }) => !left.some((other) => other.id === id));
  const ended = (await Promise.all(gone.map(({ id }) => fleet.ledger.history.find(id)))).flat();
  return { ended, left };
}

function printRecovered(
  args: CommonArguments,
  ended: readonly SessionRecord[],
  left: readonly SessionRecord[],
): number {
  if (args.json) sayJson({ ended, left });
  else {
    if (ended.length + left.length === 0) say("No session has lost its process.");
    for (const { agent, id, outcome, publication } of ended)
      say(`${agent}'s session ${id} is ended: ${outcome?.reason ?? "ended"}; ${fate(publication)}`);
    for (const { agent, id } of left)
      complain(`${agent}'s session ${id} is left: something of it still holds its lock, or its files; try again`);
  }
  return left.length > 0 ? EXIT.failed : EXIT.ok;
}

function fate(publication: SessionRecord["publication"]): string {
  if (publication?.kind === "rescued") return `its work is on ${publication.ref}`;
  return publication && "reason" in publication ? publication.reason : "its work is published";
}
