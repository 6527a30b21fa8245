import { userInfo } from "node:os";
import { MidwatchError } from "../../core/errors.ts";
import { DUTY_SOURCE } from "../../core/work/duty.ts";
import type { Command, CommonArguments } from "../command.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { findSession, takingSession } from "../fleet/find-session.ts";
import { printSession } from "./run.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
}

export const retry: Command<Arguments> = {
  usage: "retry <session>",
  describe: "let agents take a session's item again",
  examples: [["$0 retry 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"]],
  options: (yargs) => takingSession<Arguments>(yargs),
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using fleet = await openFleet(args);
    const { ledger } = fleet.fleet;
    const { id, agent, workspace, item } = await findSession(ledger.history, args.session);
    if (!item) throw new MidwatchError(`session ${id} had no item, so there is nothing to retry`);
    await ledger.release(workspace, item, userInfo().username);
    const asked = item.source === DUTY_SOURCE ? { duty: true } : { only: item.id };
    const result = await fleet.watch.run(fleet.agents.get(agent), { rule: "retry", ...asked }, fleet.signal);
    printSession(result, args);
    return exitCodeOf(result);
  },
};
