import { join } from "node:path";
import type { Argv } from "yargs";
import type { Starter } from "../../core/contracts/processes.ts";
import { messageOf } from "../../core/errors.ts";
import { keepSending } from "../../core/outbox/keep-sending.ts";
import { outcomeWord } from "../../core/text/outcome.ts";
import { published } from "../../core/text/summary.ts";
import { timeIn } from "../../core/text/zone.ts";
import { Service, type ServiceNews } from "../../core/watch/service.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { stopSignal } from "../fleet/stop-signal.ts";
import { WebhookDoor } from "../fleet/webhook-door.ts";
import { bold, dim, green, red, say, sayJsonLine, yellow } from "../views/print.ts";
import { StatusLine } from "../views/status-line.ts";

export const watch: Command = {
  usage: "watch",
  describe: "run every agent when it is due, until stopped",
  details: "Runs until Ctrl-C or a signal. A systemd service runs this.",
  examples: [
    ["$0 watch", "in this terminal; Ctrl-C ends it, and work so far is saved"],
    ["$0 watch --json", "one line of JSON for each thing that happens"],
  ],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ openFleet }, { filesChange }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../../core/host/files-change.ts"),
    ]);
    const signal = stopSignal();
    const first = await openFleet({ ...args, json: true }, signal);
    const view = viewOf(args, first.fleet.zone);
    const running: (() => Promise<unknown>)[] = [];
    const door = new WebhookDoor((error) => view.tell({ type: "trouble", doing: "listening for webhooks", error }));
    let opened = first;
    try {
      await listen(door, first, view);
      tellIfNeverDue(first, view);
      using _presence = await announce(first);
      let renewed = filesChange(foldersOf(opened), signal);
      while (!signal.aborted) {
        const service = new Service(opened.fleet, opened.watch, await starterOf(opened, view), view.tell);
        const letters = lettersOf(opened, view, { over: AbortSignal.any([signal, renewed]), stop: signal });
        const ended = () => Promise.all([service.ended(), letters]);
        running.push(ended);
        await service.run(signal, renewed);
        if (signal.aborted) break;
        // What changes while the files are being read is a change, too.
        const meanwhile = filesChange(foldersOf(opened), signal);
        const next = await again(opened, { open: () => openFleet({ ...args, json: true }, signal), door }, view);
        const replaced = opened;
        if (next !== opened) void ended().then(() => replaced[Symbol.dispose]());
        opened = next;
        renewed = AbortSignal.any([meanwhile, filesChange(foldersOf(opened), signal)]);
      }
      await door.close();
      await Promise.all(running.map((ended) => ended()));
      return EXIT.ok;
    } finally {
      await door.close();
      view.close();
      opened[Symbol.dispose]();
    }
  },
};

/** Other commands tell that it runs, until it ends. */
async function announce({ folder, fleet }: OpenFleet): Promise<Disposable> {
  const [{ announceWatch }, { packageVersion }] = await Promise.all([
    import("../../core/host/watch-presence.ts"),
    import("../../package-root.ts"),
  ]);
  return announceWatch(join(folder, STATE_FOLDER), { since: fleet.clock.now(), version: packageVersion() });
}

/** A watch over a fleet without a schedule stays, as its files may change, and does not stay silent. */
function tellIfNeverDue({ fleet }: OpenFleet, view: View): void {
  if (fleet.agents.some(({ when }) => when !== undefined)) return;
  const names = fleet.agents.map(({ name }) => name).join(", ");
  const error = `no agent will ever be due: no agent (${names}) has a schedule; write a line such as "when: every 1h" into one of their files`;
  view.tell({ type: "trouble", doing: "looking who is due", error });
}

async function starterOf({ folder }: OpenFleet, view: View): Promise<Starter> {
  const { turnsBy } = await import("../../core/host/turns.ts");
  return turnsBy((agent) => tickOf(agent, folder), view.line);
}

/** What is to be told is told while nobody runs, too. */
const lettersOf = ({ outbox }: OpenFleet, view: View, until: Parameters<typeof keepSending>[2]) =>
  keepSending(outbox, (error) => view.tell({ type: "trouble", doing: "sending letters", error }), until);

/** Where the files of a fleet stand: its own folder, and those of its agents and calendars. */
const foldersOf = ({ folder, fleet }: OpenFleet) => [
  ...new Set([folder, ...fleet.agents.map((agent) => agent.folder), join(folder, "calendars")]),
];

async function listen(door: WebhookDoor, opened: OpenFleet, view: View): Promise<void> {
  const port = await door.open(opened);
  const hooks = opened.webhooks.hooks.map(({ name }) => name);
  if (port !== undefined) view.tell({ type: "listening", port, hooks });
}

interface Renewal {
  readonly open: () => Promise<OpenFleet>;
  readonly door: WebhookDoor;
}

/** The fleet as its files say now; as it was, when there is a mistake in them. */
async function again(opened: OpenFleet, { open, door }: Renewal, view: View): Promise<OpenFleet> {
  let next: OpenFleet | undefined;
  try {
    next = await open();
    await listen(door, next, view);
    view.tell({ type: "renewed", agents: next.agents.names });
    return next;
  } catch (thrown) {
    next?.[Symbol.dispose]();
    view.tell({
      type: "trouble",
      doing: "reading the changed files, so that nothing changes",
      error: messageOf(thrown),
    });
    return opened;
  }
}

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
  if (json) return { tell: (news) => sayJsonLine(news), line() {}, close() {} };
  const time = (at: number) => timeIn(zone, at);
  return process.stdout.isTTY ? liveView(time) : { tell: (news) => printNews(news, time), line() {}, close() {} };
}

/** For a log: who began and how it ended, and nothing in between. */
function printNews(news: ServiceNews, time: (at: number) => string): void {
  const line = describeNews(news);
  if (line !== undefined) say(`${time(Date.now())} ${line}`);
}

/** For a person: what the turns say as they say it, and one line that lives, with who is at work and what is next. */
function liveView(time: (at: number) => string): View {
  const atWork = new Set<string>();
  let next = "";
  const status = new StatusLine(() => {
    const who = atWork.size > 0 ? `running: ${[...atWork].join(", ")}` : "idle";
    return `${who}${next === "" ? "" : ` · next due ${next}`} · Ctrl-C ends`;
  });
  return {
    tell(news) {
      if (news.type === "started") atWork.add(news.agent);
      if (news.type === "ended") atWork.delete(news.agent);
      if (news.type === "resting") next = news.until === undefined ? "" : time(news.until);
      const line = describeNews(news);
      if (line === undefined) status.draw();
      else status.above(`${dim(time(Date.now()))} ${line}`);
    },
    line: (agent, text) => status.above(`${dim(`${agent} |`)} ${text}`),
    close: () => status.close(),
  };
}

function describeNews(news: ServiceNews): string | undefined {
  switch (news.type) {
    case "started":
      return `${bold(news.agent)} began: ${news.reason}`;
    case "ended":
      return `${bold(news.agent)} ${endOf(news)}`;
    case "trouble":
      return red(`${news.doing}: ${news.error}`);
    case "listening":
      return `listening on ${news.hooks.map((hook) => `http://127.0.0.1:${news.port}/hooks/${hook}`).join(", ")}`;
    case "health":
      return news.state === "opened" ? yellow(`${news.key}: ${news.detail}`) : dim(`${news.key} is resolved`);
    case "renewed":
      return `the files have changed; the agents are: ${news.agents.join(", ")}`;
    case "resting":
      return undefined;
  }
}

function endOf({ turn, session }: Extract<ServiceNews, { type: "ended" }>): string {
  const colour = turn.code === 0 ? green : red;
  if (!session?.outcome) return `${colour(`exit ${turn.code}`)}: ${turn.said}`;
  const { outcome, publication, id } = session;
  const work = publication && publication.kind !== "none" ? `; ${published({ outcome, publication })}` : "";
  return `${colour(outcomeWord(outcome))}: ${outcome.reason}${work} ${dim(`(${id.slice(-8)})`)}`;
}
