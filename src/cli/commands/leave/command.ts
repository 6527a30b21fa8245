import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { say } from "../../views/print.ts";
import type { Leaving } from "./leaving.ts";

interface Arguments extends CommonArguments {
  readonly yes: boolean;
}

export const leave: Command<Arguments> = {
  usage: "leave",
  describe: "put back what was here before midwatch, and say what stays",
  details: "Crontab, units and files are as they were; journal, threads and history stay, as plain files.",
  examples: [
    ["$0 leave", "show what is put back and what stays, and ask"],
    ["$0 leave --yes", "for scripts: without asking"],
  ],
  options: (yargs) =>
    yargs.option("yes", { type: "boolean", default: false, describe: "leave without asking" }) as Argv<Arguments>,
  async run({ fleet: named, json, yes }) {
    const [{ folderToLeave }, plan, view, { systemd }, { crontabPlace }, act, matters] = await Promise.all([
      import("../../moving/left-fleet.ts"),
      import("./leaving.ts"),
      import("./view.ts"),
      import("../../moving/systemd.ts"),
      import("../../moving/text-places.ts"),
      import("./carry-out.ts"),
      import("../../fleet/open-matters.ts"),
    ]);
    const leaving = await plan.planLeaving(folderToLeave(named), { systemd, crontab: crontabPlace });
    if (hasLeft(leaving)) return view.tellLeft(leaving, json);
    if (leaving.own.length === 0) await act.requireNobodyAtWork(leaving.fleet);
    const stays = await view.staying(leaving);
    if (!json) view.tellLeaving(leaving, stays);
    if (!json) matters.tellOpenMatters(await matters.openMattersIn(leaving.fleet));
    const agreed = yes || (!json && (await confirm("Leave?")));
    if (agreed) await act.carryOutLeaving(leaving, { systemd }, Date.now());
    view.tellOutcome(leaving, stays, { json, left: agreed });
    if (agreed && !json) say("midwatch has left.");
    return EXIT.ok;
  },
};

/** True where every step is undone, and no unit of midwatch's is there. */
const hasLeft = ({ steps, own, record }: Leaving) =>
  steps.length === 0 && own.length === 0 && record.steps().length > 0;
