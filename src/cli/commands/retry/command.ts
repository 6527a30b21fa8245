import { userInfo } from "node:os";
import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import { DUTY_SOURCE } from "../../../core/work/duty.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { exitCodeOf } from "../../exit-codes.ts";
import { findSession } from "../../fleet/find-session.ts";
import { printSession } from "../run.ts";

export interface RetryArguments extends CommonArguments {
  readonly session?: string;
  readonly cause?: string;
  readonly "dry-run": boolean;
  readonly yes: boolean;
}

export const retry: Command<RetryArguments> = {
  usage: "retry [session]",
  describe: "let agents take a session's item again, or many",
  details:
    "With a session, its agent takes the item at once. With --cause, every item whose last session ended by that cause may be taken again, quarantined or not: its agents do so when they run next.",
  examples: [
    ["$0 retry 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"],
    ["$0 retry --cause api_error --dry-run", "all items that an API stopped: only shows which"],
  ],
  options: (yargs) =>
    yargs
      .positional("session", { type: "string", describe: "its id, or part of it" })
      .option("cause", { type: "string", requiresArg: true, describe: "all items whose last session ended by it" })
      .option("dry-run", { type: "boolean", default: false, describe: "with --cause: show which, and change nothing" })
      .option("yes", { type: "boolean", default: false, describe: "with --cause: do not ask" }) as Argv<RetryArguments>,
  async run(args) {
    const { session, cause } = args;
    if (cause !== undefined && session !== undefined)
      throw new MidwatchError("a session, or --cause: one of them at a time");
    if (cause !== undefined) return (await import("./by-cause.ts")).retryByCause(args, cause);
    if (session === undefined)
      throw new MidwatchError("missing argument: a session's id, or --cause, e.g. --cause api_error");
    if (args["dry-run"] || args.yes)
      throw new MidwatchError("--dry-run and --yes are for --cause: one session's item is taken at once");
    return retrySession(args, session);
  },
};

async function retrySession(args: RetryArguments, session: string): Promise<number> {
  const { openFleet } = await import("../../fleet/open-fleet.ts");
  using fleet = await openFleet(args);
  const { ledger } = fleet.fleet;
  const { id, agent, workspace, item } = await findSession(ledger.history, session);
  if (!item) throw new MidwatchError(`session ${id} had no item, so there is nothing to retry`);
  await ledger.release(workspace, item, userInfo().username);
  const asked = item.source === DUTY_SOURCE ? { duty: true } : { only: item.id };
  const result = await fleet.watch.run(fleet.agents.get(agent), { rule: "retry", ...asked }, fleet.signal);
  printSession(result, args);
  return exitCodeOf(result);
}
