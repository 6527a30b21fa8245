import { join, resolve } from "node:path";
import type { Argv } from "yargs";
import type { Starter } from "../../core/contracts/processes.ts";
import { ConfigError, messageOf } from "../../core/errors.ts";
import { CHECK, sentenceOfMistakes } from "../../core/health/mistakes.ts";
import { filesChange } from "../../core/host/files-change.ts";
import { keepSending } from "../../core/outbox/keep-sending.ts";
import { Service } from "../../core/watch/service.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { stopSignal } from "../fleet/stop-signal.ts";
import { WebhookDoor } from "../fleet/webhook-door.ts";
import { type WatchView, watchView } from "../views/watch-view.ts";

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
    const { openFleet } = await import("../fleet/open-fleet.ts");
    const signal = stopSignal();
    const first = await openFleet({ ...args, json: true }, signal);
    const view = tellingOnce(watchView(args, first.fleet.zone));
    const running = new Set<Promise<unknown>>();
    const door = new WebhookDoor((error) => view.tell({ type: "trouble", doing: "listening for webhooks", error }));
    let opened = first;
    try {
      await listen(door, first, view);
      tellIfNeverDue(first, view);
      using _presence = await announce(first);
      let files = watchFiles(opened, signal);
      while (!signal.aborted) {
        const { ended } = await serve(opened, view, { signal, changed: files.changed });
        files.close();
        running.add(ended);
        void ended.finally(() => running.delete(ended));
        if (signal.aborted) break;
        // What changes while the files are being read is a change, too.
        const meanwhile = watchFiles(opened, signal);
        const next = await again(opened, { open: () => openFleet({ ...args, json: true }, signal), door }, view);
        const replaced = opened;
        if (next !== opened) void ended.then(() => replaced[Symbol.dispose]());
        files = next === opened ? meanwhile : both(meanwhile, watchFiles(next, signal));
        opened = next;
      }
      await door.close();
      await Promise.all(running);
      return EXIT.ok;
    } finally {
      await door.close();
      view.close();
      opened[Symbol.dispose]();
    }
  },
};

/** Runs agents and sends letters until the files have changed; `ended` resolves when the last of them has ended. */
async function serve(
  opened: OpenFleet,
  view: WatchView,
  { signal, changed }: Record<"signal" | "changed", AbortSignal>,
): Promise<{ readonly ended: Promise<unknown> }> {
  const left = new AbortController();
  const service = new Service(opened.fleet, opened.watch, await starterOf(opened, view), view.tell);
  const letters = lettersOf(opened, view, { over: AbortSignal.any([signal, left.signal]), stop: signal });
  await service.run(signal, changed);
  left.abort();
  return { ended: Promise.all([service.ended(), letters]) };
}

/** Other commands tell that it runs, until it ends. */
async function announce({ folder, fleet }: OpenFleet): Promise<Disposable> {
  const [{ announceWatch }, { packageVersion }] = await Promise.all([
    import("../../core/host/watch-presence.ts"),
    import("../../package-root.ts"),
  ]);
  return announceWatch(join(folder, STATE_FOLDER), { since: fleet.clock.now(), version: packageVersion() });
}

/** A watch over a fleet without a schedule stays, as its files may change, and does not stay silent. */
function tellIfNeverDue({ fleet }: OpenFleet, view: WatchView): void {
  if (fleet.agents.some(({ when }) => when !== undefined)) return;
  const names = fleet.agents.map(({ name }) => name).join(", ");
  const error = `no agent will ever be due: no agent (${names}) has a schedule; write a line such as "when: every 1h" into one of their files`;
  view.tell({ type: "trouble", doing: "looking who is due", error });
}

async function starterOf({ folder }: OpenFleet, view: WatchView): Promise<Starter> {
  const { turnsBy } = await import("../../core/host/turns.ts");
  return turnsBy((agent) => tickOf(agent, folder), view.line);
}

/** Sends letters while no agent runs, too. */
const lettersOf = ({ outbox }: OpenFleet, view: WatchView, until: Parameters<typeof keepSending>[2]) =>
  keepSending(outbox, (error) => view.tell({ type: "trouble", doing: "sending letters", error }), until);

interface WatchedFiles {
  readonly changed: AbortSignal;
  close(this: void): void;
}

/**
 * Watches the files of a fleet: in its own folder, and in those of its agents and calendars; and each that it names.
 */
function watchFiles({ folder, fleet }: OpenFleet, signal: AbortSignal): WatchedFiles {
  const closed = new AbortController();
  const folders = [folder, ...fleet.agents.map((agent) => agent.folder), join(folder, "calendars")];
  const files = [...(fleet.ownFiles?.().keys() ?? [])].map((path) => resolve(folder, path));
  const changed = filesChange({ folders, files }, AbortSignal.any([signal, closed.signal]));
  return { changed, close: () => closed.abort() };
}

const both = (one: WatchedFiles, other: WatchedFiles): WatchedFiles => ({
  changed: AbortSignal.any([one.changed, other.changed]),
  close() {
    one.close();
    other.close();
  },
});

async function listen(door: WebhookDoor, opened: OpenFleet, view: WatchView): Promise<void> {
  const port = await door.open(opened);
  const hooks = opened.webhooks.hooks.map(({ name }) => name);
  if (port !== undefined) view.tell({ type: "listening", port, hooks });
}

interface Renewal {
  readonly open: () => Promise<OpenFleet>;
  readonly door: WebhookDoor;
}

/** The fleet as its files say now; as it was, when there is a mistake in them: then it starts nobody. */
async function again(opened: OpenFleet, { open, door }: Renewal, view: WatchView): Promise<OpenFleet> {
  let next: OpenFleet | undefined;
  try {
    next = await open();
    await listen(door, next, view);
    view.tell({ type: "renewed", agents: next.agents.names });
    return next;
  } catch (thrown) {
    next?.[Symbol.dispose]();
    view.tell({ type: "trouble", ...unread(thrown) });
    return opened;
  }
}

/** Files with mistakes are read again and again: the same is told once, until they are right. */
function tellingOnce(view: WatchView): WatchView {
  let said = "";
  return {
    ...view,
    tell(news) {
      if (news.type === "renewed") said = "";
      if (news.type === "trouble" && news.doing.startsWith(READING)) {
        if (news.error === said) return;
        said = news.error;
      }
      view.tell(news);
    },
  };
}

const READING = "reading the changed files";

const unread = (thrown: unknown) =>
  thrown instanceof ConfigError
    ? { doing: READING, error: `${sentenceOfMistakes(thrown.problems)}: ${CHECK}` }
    : { doing: `${READING}, so that nothing changes`, error: messageOf(thrown) };

/** The same midwatch as this one. */
const tickOf = (agent: string, folder: string) =>
  [process.execPath, process.argv[1] ?? "", "tick", "--agent", agent, "--fleet", folder] as const;
