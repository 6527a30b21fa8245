import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent: string;
  readonly text: string;
}

export const tell: Command<Arguments> = {
  usage: "tell <agent> <text>",
  describe: "send an agent a direct request",
  details: "The agent takes it after its duty and its queue, before its tasks.",
  examples: [
    ['$0 tell content "Write about the outage of last night"', "a request for the agent called content"],
    ["$0 tell trader - < request.md", "the request is read from standard input"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", demandOption: true, describe: "the name of its file, without .md" })
      .positional("text", {
        type: "string",
        demandOption: true,
        describe: "the request; - reads it from standard input",
      }) as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet({ ...args, json: true });
    const agent = opened.agents.get(args.agent);
    const text = args.text === "-" ? await standardInput() : args.text;
    if (text.trim() === "") throw new MidwatchError("the request is empty: write what the agent is to do");
    const id = await opened.fleet.inbox.put(agent.name, `${text.trimEnd()}\n`);
    const byItself = agent.when?.rules.some((rule) => rule.kind === "on" && rule.event === "inbox") ?? false;
    if (args.json) sayJson({ agent: agent.name, message: id, byItself });
    else say(`${agent.name} has it, as ${id}. ${next(agent.name, byItself)}`);
    return EXIT.ok;
  },
};

const next = (agent: string, byItself: boolean) =>
  byItself
    ? "It is due by that: watch or the next tick runs it."
    : `${agent} takes it on its next run. To run it now: ${invocation()} run ${agent} --no-duty. To run it on each request: "when: on inbox" in its file.`;

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
