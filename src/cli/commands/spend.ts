import type { Argv } from "yargs";
import { CHARGED_BY, type ChargedBy } from "../../core/contracts/charges.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SINCE, sinceMoment } from "../since.ts";
import { complain, dim, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly by?: ChargedBy;
  readonly since?: string;
}

const DEFAULT_SINCE = "14d";

export const spend: Command<Arguments> = {
  usage: "spend",
  describe: "show what sessions cost, by day, agent, source, model",
  details:
    "Whole days, where the fleet's clocks are. What running sessions have reserved counts, as it does for caps. A session that several models worked on counts for each of them, and its cost is divided by what each has cost. The model is not recorded of sessions of an earlier midwatch, and where a backend does not say.",
  examples: [
    ["$0 spend", "of the last fourteen days, against caps and a usual day"],
    ["$0 spend --by agent --since 30d", "every agent, of a month"],
    ["$0 spend --json", "for programs, in micro-dollars"],
  ],
  options: (yargs) =>
    yargs
      .option("by", { choices: CHARGED_BY, requiresArg: true, describe: "only this table, and all of its rows" })
      .option("since", { ...SINCE, describe: `${SINCE.describe}; default: ${DEFAULT_SINCE}` }) as Argv<Arguments>,
  async run(args) {
    const { by, since, json } = args;
    const [{ folderOf }, { declaredIn }, { withHistory }, { spendOf }, { dayIn }, { tellSpend }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/declared.ts"),
      import("../fleet/open-history.ts"),
      import("../../core/night/spend.ts"),
      import("../../core/text/zone.ts"),
      import("../views/spend-view.ts"),
    ]);
    const folder = folderOf(args);
    const { zone, caps, trouble } = await declaredIn(folder);
    const now = Date.now();
    const from = dayIn(zone, await sinceMoment(since ?? DEFAULT_SINCE, now, zone));
    const asked = { now, zone, from, ...(caps && { caps }) };
    const found = await withHistory(folder, (history) => spendOf(history, asked));
    if (json) sayJson({ zone, ...found, ...(trouble !== undefined && { trouble }) });
    else tellSpend(found, by, since);
    if (!json && !caps) tellWhyNoCaps(trouble);
    return EXIT.ok;
  },
};

/** The files have mistakes; or a budget policy that is not ours, which only a fleet that is put together can ask. */
function tellWhyNoCaps(trouble: string | undefined): void {
  if (trouble === undefined) say(dim("the caps are another budget policy's: midwatch budget shows them"));
  else complain(`the caps are not known: ${trouble}`);
}
