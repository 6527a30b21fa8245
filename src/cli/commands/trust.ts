import { homedir } from "node:os";
import { join } from "node:path";
import type { Argv } from "yargs";
import type { Proposal } from "../../backends/claude-code/trust/proposal.ts";
import { MidwatchError } from "../../core/errors.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import type { Command, CommonArguments } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { invocation } from "../invocation.ts";
import { coloured } from "../views/diff-lines.ts";
import { doing } from "../views/doing.ts";
import { bold, say, sayJson, yellow } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly workspace?: string;
  readonly user?: boolean;
  readonly yes: boolean;
}

export const trust: Command<Arguments> = {
  usage: "trust [workspace]",
  describe: "approve a repository's Claude Code hooks and MCP servers",
  details: "They are off until you approve them.",
  examples: [
    ["$0 trust desk", "show what would change, and ask"],
    ["$0 trust desk --user", "also your own ~/.claude/settings.json; --no-user ends that"],
    ["$0 trust desk --yes", "for scripts: approve without asking"],
  ],
  options: (yargs) =>
    yargs
      .positional("workspace", { type: "string", describe: "the workspace; may be left out when there is one" })
      .option("user", { type: "boolean", describe: "also the hooks of your own ~/.claude/settings.json" })
      .option("yes", { type: "boolean", default: false, describe: "approve without asking" }) as Argv<Arguments>,
  async run(args) {
    const [{ openFleet }, { propose, approve }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../../backends/claude-code/trust/proposal.ts"),
    ]);
    using fleet = await openFleet({ ...args, json: true });
    const workspace = workspaceOf(fleet, args.workspace);
    const home = join(homedir(), ".claude", "settings.json");
    const proposal = await propose(await trustPlace(fleet, workspace), { home, wanted: args.user });
    if (!args.json) await printProposal(workspace, proposal);
    const agreed = proposal.diff !== "" || proposal.isStale ? await agrees(args) : false;
    if (agreed) await approve(proposal);
    if (agreed) await settle(fleet, workspace);
    if (args.json) sayJson({ workspace, ...proposalJson(proposal), trusted: agreed });
    else printDecision(workspace, proposal, agreed);
    return EXIT.ok;
  },
};

const agrees = async ({ yes, json }: Arguments) => yes || (!json && (await confirm("Approve these?")));

function workspaceOf({ fleet }: OpenFleet, named: string | undefined): string {
  const names = [...new Set(fleet.agents.map(({ workspace }) => workspace))];
  const [only = "", ...others] = names;
  if (named === undefined && others.length > 0)
    throw new MidwatchError(`there are several workspaces: name one of ${names.join(", ")}`);
  return named ?? only;
}

/** The fetched commit: what an agent has in its clone is nobody's word. */
async function trustPlace({ folder, fleet, signal }: OpenFleet, name: string) {
  const { STATE_FOLDER, TRUSTED_FOLDER } = await import("../../fleet-folder.ts");
  const workspace = fleet.workspaces.get(name);
  doing(`fetching ${name}`);
  const fetched = await workspace.fetch(signal);
  if (!fetched.ok) throw new MidwatchError(fetched.reason);
  return { view: workspace.view(fetched.commit), folder: join(folder, STATE_FOLDER, TRUSTED_FOLDER, name) };
}

async function settle({ fleet }: OpenFleet, workspace: string): Promise<void> {
  const { trustKey } = await import("../../core/session/phases/status.ts");
  await fleet.ledger.fulfil(trustKey(workspace));
}

async function printProposal(workspace: string, { commit, diff, parts, refused, notes }: Proposal): Promise<void> {
  say(bold(`Claude Code's settings for ${workspace}, as of commit ${commit.slice(0, 8)}`));
  for (const part of parts) say(`  ${part}`);
  if (parts.length === 0) say("  no hooks, and no MCP servers");
  if (diff !== "") say(`\n${diff.split("\n").map(coloured).join("\n")}`);
  if (refused.length > 0) say(bold("Never run, even if approved"));
  for (const { source, what, reason } of refused) say(`  ${what} (${source}): ${reason}`);
  if (notes.length > 0) say(bold("Before you approve"));
  for (const note of notes) say(`  ${yellow(note)}`);
}

function printDecision(workspace: string, { diff, isStale }: Proposal, agreed: boolean): void {
  if (agreed) say(`\nActive from the next session in ${workspace} on.`);
  else if (diff === "" && !isStale) say("\nNothing to approve: what is there is active already.");
  else say(`\nNothing was changed. ${invocation()} trust ${shellWord(workspace)} --yes approves it`);
}

const proposalJson = ({ commit, parts, refused, notes, diff, folder }: Proposal) => ({
  commit,
  parts,
  refused,
  notes,
  diff,
  folder,
});
