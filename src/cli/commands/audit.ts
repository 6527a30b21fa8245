import type { Argv } from "yargs";
import type { Audit } from "../../audit/audit.ts";
import { DAY } from "../../core/text/time-units.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { doing } from "../views/doing.ts";
import { bold, dim, green, red, say, sayJson } from "../views/print.ts";

export const audit: Command = {
  usage: "audit",
  describe: "compare the ledger with the hubs and the remotes",
  details: "Is anything lost, done twice or left over? Exits with 1 when something is.",
  examples: [
    ["$0 audit", "changes nothing; agents may be running"],
    ["$0 audit --json", "every rule, what it rests on, and how much it was held against"],
  ],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { loadConfig }, { builtIn }, { hasHistory }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../config/config.ts"),
      import("../../built-in.ts"),
      import("../fleet/open-history.ts"),
    ]);
    const folder = folderOf(args);
    if (!hasHistory(folder)) {
      if (args.json) sayJson({ rules: [], writes: 0, waiting: 0 });
      else say("No session has run here yet: there is nothing to audit.");
      return EXIT.ok;
    }
    const [config, { audit: auditFleet }, { withEvidence }] = await Promise.all([
      loadConfig(folder, builtIn()),
      import("../../audit/audit.ts"),
      import("../../audit/gather.ts"),
    ]);
    doing("holding the ledger against the hubs and the remotes");
    const found = await withEvidence(config, auditFleet);
    if (args.json) sayJson(found);
    else printAudit(found, Date.now());
    return brokenIn(found) > 0 ? EXIT.failed : EXIT.ok;
  },
};

/** So many of what breaks one rule are told on the screen. */
const MOST_TOLD = 10;

const brokenIn = ({ rules }: Audit) => rules.reduce((sum, { broken }) => sum + broken.length, 0);

function printAudit(found: Audit, now: number): void {
  for (const { name, restsOn, looked, broken } of found.rules) {
    say(`${broken.length === 0 ? green("holds") : red("broken")}  ${name} ${dim(`(${looked}; by ${restsOn})`)}`);
    for (const text of broken.slice(0, MOST_TOLD)) say(`        ${red(text)}`);
    if (broken.length > MOST_TOLD)
      say(`        and ${broken.length - MOST_TOLD} more: ${invocation()} audit --json lists them`);
  }
  say(bold(figureOf(found, now)));
}

/** "41,203 writes in 90 days: nothing lost, 12 kept pieces wait". */
function figureOf(found: Audit, now: number): string {
  const days = Math.max(1, Math.ceil((now - (found.since ?? now)) / DAY));
  const broken = brokenIn(found);
  const state =
    broken === 0 ? "nothing lost" : `${broken} ${broken === 1 ? "thing is" : "things are"} not as they must be`;
  const waiting =
    found.waiting === 0
      ? ""
      : `, ${found.waiting} kept ${found.waiting === 1 ? "piece waits" : "pieces wait"} (midwatch rescue)`;
  const writes = found.writes.toLocaleString("en-US");
  return `${writes} ${found.writes === 1 ? "write" : "writes"} in ${days} ${days === 1 ? "day" : "days"}: ${state}${waiting}`;
}
