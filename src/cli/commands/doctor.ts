import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { Exposure } from "../../core/contracts/exposure.ts";
import type { Finding } from "../../core/contracts/review.ts";
import { MidwatchError, type Problem } from "../../core/errors.ts";
import { CONFIG_FILE } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { doing } from "../views/doing.ts";
import { bold, dim, green, say, sayJson, yellow } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly folder: string;
}

export const doctor: Command<Arguments> = {
  usage: "doctor [folder]",
  describe: "review a workspace: what is wrong, and how to mend it",
  details: "A workspace of midwatch, or of plain gptme or Claude Code.",
  examples: [
    ["$0 doctor", "the workspace in this folder"],
    ["$0 doctor ../bob --json", "another workspace, for programs"],
  ],
  options: (yargs) =>
    yargs.positional("folder", { type: "string", default: ".", describe: "a git checkout" }) as Argv<Arguments>,
  async run({ folder, json }) {
    const [{ survey }, { review }] = await Promise.all([
      import("../../doctor/survey.ts"),
      import("../../doctor/review.ts"),
    ]);
    doing("looking through the workspace");
    const workspace = await survey(resolve(folder));
    const isFleet = workspace.has(CONFIG_FILE);
    if (!workspace.has(".git") && !isFleet)
      throw new MidwatchError(`${resolve(folder)} is no git checkout, and no fleet`);
    const findings = [
      ...(isFleet ? await ofFleetFiles(workspace.folder) : []),
      ...(workspace.has(".git") ? review(workspace) : []),
    ];
    if (json) sayJson({ folder: workspace.folder, findings });
    else if (findings.length === 0) say(green("No findings: this workspace is in order."));
    else
      for (const { what, why, mend } of findings) say(`${yellow("•")} ${bold(what)}\n  ${why}\n  ${dim("$")} ${mend}`);
    return findings.length === 0 ? EXIT.ok : EXIT.warns;
  },
};

/** Findings that keep a fleet's agents from being started. */
async function ofFleetFiles(folder: string): Promise<Finding[]> {
  const [{ exposedFiles }, { mistakesIn }] = await Promise.all([
    import("../../config/exposed-files.ts"),
    import("../fleet/mistakes-in.ts"),
  ]);
  const { problems } = await mistakesIn(folder, true);
  return [...exposedFiles(folder).map(ofExposure), ...problems.map(ofMistake)];
}

const ofMistake = ({ file, line, message }: Problem): Finding => ({
  kind: "mistakes",
  what: `${line === undefined ? file : `${file}:${line}`}: ${message}`,
  why: "no session starts before the fleet's files are right",
  mend: "midwatch check",
});

const ofExposure = ({ path, what, mend }: Exposure): Finding => ({
  kind: "exposed-files",
  what: `${path} ${what}`,
  why: "anyone who can change a fleet's files decides what runs there, and with which credentials",
  mend,
});
