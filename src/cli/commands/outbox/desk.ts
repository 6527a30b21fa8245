import { userInfo } from "node:os";
import type { Letter, Sent } from "../../../core/contracts/channel.ts";
import type { Delivery } from "../../../core/contracts/outbox.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { channelKey, replyKey } from "../../../core/outbox/undelivered.ts";
import { thereAre } from "../../../core/text/nearest.ts";
import { EXIT } from "../../exit-codes.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import { complain, green, say, sayJson } from "../../views/print.ts";
import type { OutboxArguments } from "./command.ts";
import { letterTable } from "./view.ts";

/** Time that a person at a terminal waits for it. */
const MAX_TEST_MS = 30_000;
const EVERY = Number.MAX_SAFE_INTEGER;

export async function listLetters(args: OutboxArguments): Promise<number> {
  const [{ folderOf }, { withHistory }] = await Promise.all([
    import("../../fleet/folder-argument.ts"),
    import("../../fleet/open-history.ts"),
  ]);
  const letters = await withHistory(folderOf(args), (history) => history.letters(args.all ? { latest: EVERY } : {}));
  if (args.json) sayJson({ letters });
  else say(letters.length === 0 ? nothing(args) : letterTable(letters));
  return EXIT.ok;
}

const nothing = ({ all }: OutboxArguments) =>
  all ? "No letter has ever been written." : "Every letter has arrived; --all lists them.";

export async function retry(args: OutboxArguments): Promise<number> {
  return opened(args, async ({ fleet, outbox, signal }) => {
    const chosen = await choose(args, fleet);
    for (const { id } of chosen) await fleet.ledger.outbox.retry(id, fleet.clock.now());
    for (const key of keysOf(chosen)) await fleet.ledger.fulfil(key, userInfo().username);
    const trouble = await outbox.deliver(AbortSignal.any([signal, AbortSignal.timeout(MAX_TEST_MS)]));
    if (trouble !== undefined) throw new MidwatchError(trouble);
    const all = await fleet.ledger.history.letters({ latest: EVERY });
    const letters = all.filter(({ id }) => chosen.some((one) => one.id === id));
    if (args.json) sayJson({ letters });
    else say(letterTable(letters));
    return letters.every(({ state }) => state === "confirmed") ? EXIT.ok : EXIT.failed;
  });
}

export async function drop(args: OutboxArguments): Promise<number> {
  return opened(args, async ({ fleet }) => {
    const chosen = await choose(args, fleet);
    const reason = args.reason ?? "dropped by its owner";
    for (const { id } of chosen) await fleet.ledger.outbox.drop(id, reason);
    for (const key of keysOf(chosen)) await fleet.ledger.fulfil(key, userInfo().username);
    if (args.json) sayJson({ dropped: chosen.map(({ id }) => id) });
    else for (const { letter, channel } of chosen) say(`Dropped: "${letter.title}" by ${channel}.`);
    return EXIT.ok;
  });
}

/** Straight to the channel: whoever tries it waits for the answer. */
export async function test(args: OutboxArguments): Promise<number> {
  return opened(args, async ({ fleet, outbox, signal }) => {
    const name = requireName(args, "which channel?");
    const channel = outbox.channels.get(name);
    if (!channel) throw unknownChannel(name, outbox.channels.keys());
    const letter: Letter = {
      kind: "test",
      mark: fleet.folders.newId(),
      to: args.to ?? "",
      title: "midwatch can reach you here",
      text: `Sent by "midwatch outbox test ${name}".`,
      tone: "neutral",
      at: fleet.clock.now(),
    };
    const sent = await channel.send(letter, AbortSignal.any([signal, AbortSignal.timeout(MAX_TEST_MS)]));
    if (args.json) sayJson({ channel: name, ...sent, once: channel.find !== undefined });
    else printSent(name, sent, channel.find !== undefined);
    return sent.kind === "sent" ? EXIT.ok : EXIT.failed;
  });
}

function printSent(name: string, sent: Sent, isOnce: boolean): void {
  if (sent.kind === "sent") say(green(`delivered to ${name}.`));
  else complain(`${name}: ${sent.kind}: ${sent.reason}`);
  if (!isOnce) say(`${name} cannot confirm deliveries: after a crash, a letter may be sent twice.`);
}

async function opened(args: OutboxArguments, work: (fleet: OpenFleet) => Promise<number>): Promise<number> {
  const { openFleet } = await import("../../fleet/open-fleet.ts");
  using fleet = await openFleet({ ...args, json: true });
  return await work(fleet);
}

/** Letters that have not arrived: one by its id, or all of a channel. */
async function choose(args: OutboxArguments, { ledger }: OpenFleet["fleet"]): Promise<readonly Delivery[]> {
  const what = requireName(args, "a letter's id, or a channel");
  const letters = await ledger.history.letters();
  const chosen = letters.filter(({ id, channel }) => channel === what || id.startsWith(what) || id.endsWith(what));
  if (chosen.length === 0)
    throw new MidwatchError(
      `no undelivered letter has the id "${what}", and no channel of that name has one; "midwatch outbox" lists them`,
    );
  const isOfChannel = chosen.every(({ channel }) => channel === what);
  if (chosen.length > 1 && !isOfChannel)
    throw new MidwatchError(`${chosen.length} letters are called "${what}": write more of the id`);
  return chosen;
}

function requireName({ what }: OutboxArguments, question: string): string {
  if (what === undefined || what === "") throw new MidwatchError(`missing argument: ${question}`);
  return what;
}

const unknownChannel = (name: string, known: Iterable<string>) =>
  new MidwatchError(`no channel is called "${name}"${thereAre(name, [...known])}; midwatch.yaml declares them`);

const keysOf = (letters: readonly Delivery[]) =>
  new Set(letters.map(({ id, channel, letter }) => (letter.kind === "reply" ? replyKey(id) : channelKey(channel))));
