import type { Argv } from "yargs";
import { Service, type ServiceNews } from "../core/service.ts";
import { published } from "../core/summary.ts";
import { timeIn } from "../core/zone.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, dim, green, red, say } from "./print.ts";
import { StatusLine } from "./status-line.ts";

export const watch: Command = {
  usage: "watch",
  describe: "run every agent when it is due, until you say stop: what a service runs",
  examples: [
    ["$0 watch", "stays; Ctrl-C ends it, and keeps what the sessions have written"],
    ["$0 watch --json", "one line of JSON for each thing that happens"],
  ],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ openFleet }, { turnsBy }] = await Promise.all([
      import("./open-fleet.ts"),
      import("../core/host/turns.ts"),
    ]);
    const opened = await openFleet({ ...args, json: true });
    const { fleet, folder, signal } = opened;
    const view = viewOf(args, fleet.zone);
    try {
      const service = new Service(
        fleet,
        opened.watch,
        turnsBy((agent) => tickOf(agent, folder), view.line),
        view.tell,
      );
      await service.run(signal);
      return EXIT.ok;
    } finally {
      view.close();
      opened.close();
    }
  },
};

/** The same midwatch as this one. */
const tickOf = (agent: string, folder: string) =>
  [process.execPath, process.argv[1] ?? "", "tick", "--agent", agent, "--fleet", folder] as const;

interface View {
  tell(this: void, news: ServiceNews): void;
  /** A line of an agent's turn. */
  line(this: void, agent: string, text: string): void;
  close(): void;
}

function viewOf({ json }: CommonArguments, zone: string): View {
  if (json) return { tell: (news) => say(JSON.stringify(news)), line() {}, close() {} };
  const time = (at: number) => timeIn(zone, at);
  return process.stdout.isTTY ? liveView(time) : { tell: (news) => plain(news, time), line() {}, close() {} };
}

/** For a log: who began and how it ended, and nothing in between. */
function plain(news: ServiceNews, time: (at: number) => string): void {
  const line = told(news);
  if (line !== undefined) say(`${time(Date.now())} ${line}`);
}

/** For a person: what the turns say as they say it, and one line that lives, with who is at work and what is next. */
function liveView(time: (at: number) => string): View {
  const atWork = new Set<string>();
  let next = "";
  const status = new StatusLine(() => {
    const who = atWork.size > 0 ? `at work: ${[...atWork].join(", ")}` : "nobody is at work";
    return `${who}${next === "" ? "" : ` · next due ${next}`} · Ctrl-C ends`;
  });
  return {
    tell(news) {
      if (news.type === "started") atWork.add(news.agent);
      if (news.type === "ended") atWork.delete(news.agent);
      if (news.type === "resting") next = news.until === undefined ? "" : time(news.until);
      const line = told(news);
      if (line === undefined) status.draw();
      else status.above(`${dim(time(Date.now()))} ${line}`);
    },
    line: (agent, text) => status.above(`${dim(`${agent} |`)} ${text}`),
    close: () => status.close(),
  };
}

function told(news: ServiceNews): string | undefined {
  switch (news.type) {
    case "started":
      return `${bold(news.agent)} began: ${news.reason}`;
    case "ended":
      return `${bold(news.agent)} ${endOf(news)}`;
    case "trouble":
      return red(`${news.doing}: ${news.error}`);
    case "resting":
      return undefined;
  }
}

function endOf({ turn, session }: Extract<ServiceNews, { type: "ended" }>): string {
  const colour = turn.code === 0 ? green : red;
  if (!session?.outcome) return `${colour(`exit ${turn.code}`)}: ${turn.said}`;
  const { outcome, publication, id } = session;
  const work = publication && publication.kind !== "none" ? `; ${published(publication)}` : "";
  return `${colour(outcome.kind)}: ${outcome.reason}${work} ${dim(`(${id.slice(-8)})`)}`;
}
