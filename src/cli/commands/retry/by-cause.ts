import { userInfo } from "node:os";
import type { ItemHistory, StoppedItem } from "../../../core/contracts/item-history.ts";
import type { Ledger } from "../../../core/contracts/ledger.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/text/nearest.ts";
import { counted } from "../../../core/text/wording.ts";
import { DUTY_SOURCE } from "../../../core/work/duty.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { folderOf } from "../../fleet/folder-argument.ts";
import { withHistory, withLedger } from "../../fleet/open-history.ts";
import { invocation } from "../../invocation.ts";
import { dim, say, sayJson } from "../../views/print.ts";
import { shortId } from "../../views/session-view.ts";
import { table } from "../../views/table.ts";
import type { RetryArguments } from "./command.ts";

/** From so many on a person at a terminal is asked first. */
const MANY = 5;

/** Items that may be taken again, and duties whose time is over: those run when their agent is told to. */
interface Stopped {
  readonly items: readonly StoppedItem[];
  readonly duties: readonly StoppedItem[];
}

/** Every item whose last session ended by a cause may be taken again. Starts no session by itself. */
export async function retryByCause(args: RetryArguments, cause: string): Promise<number> {
  const folder = folderOf(args);
  const stopped = await withHistory(folder, async ({ items }) => stoppedBy(items, cause));
  if (!args.json) tellStopped(stopped, cause);
  const isDone = !args["dry-run"] && stopped.items.length > 0 && (await isMeant(args, stopped));
  if (isDone) await withLedger(folder, (ledger) => releaseAll(ledger, stopped.items));
  if (args.json) sayJson({ cause, released: isDone, ...stopped });
  else if (stopped.items.length > 0) say(lastWords(isDone, stopped.items.length));
  return EXIT.ok;
}

async function stoppedBy(items: ItemHistory, cause: string): Promise<Stopped> {
  const found = await items.stoppedBy(cause);
  if (found.length === 0) throw new MidwatchError(await whyNone(items, cause));
  // A duty is its due: the next one is another item.
  const isDuty = ({ source }: StoppedItem) => source === DUTY_SOURCE;
  return { items: found.filter((item) => !isDuty(item)), duties: found.filter(isDuty) };
}

async function whyNone(items: ItemHistory, cause: string): Promise<string> {
  const causes = await items.causes();
  const meant = didYouMean(
    cause,
    causes.map((one) => one.cause),
  );
  const there = causes.map((one) => `${one.cause} (${counted(one.items, "item")})`).join(", ");
  return `no item's last session ended by the cause "${cause}"${meant}; there are: ${there || "none"}`;
}

const isMeant = async ({ yes, json }: RetryArguments, { items }: Stopped): Promise<boolean> =>
  yes || json || items.length < MANY || !process.stdin.isTTY || !process.stdout.isTTY
    ? true
    : confirm(`Let agents take these ${items.length} items again?`);

async function releaseAll(ledger: Ledger, items: readonly StoppedItem[]): Promise<void> {
  const { username } = userInfo();
  for (const item of items) await ledger.release(item.workspace, item, username);
}

function tellStopped({ items, duties }: Stopped, cause: string): void {
  const rows = items.map(({ id, title, agent, session, isQuarantined, reason }) => [
    id,
    agent,
    shortId(session),
    isQuarantined ? "quarantined" : "",
    `${title}: ${reason}`,
  ]);
  if (items.length > 0) say(table(["item", "agent", "session", "", "title, and how it ended"], rows));
  if (duties.length === 0) return;
  const agents = [...new Set(duties.map(({ agent }) => agent))];
  const commands = agents.map((agent) => `${invocation()} run ${agent} --duty`).join(", ");
  say(
    dim(
      `${duties.length === 1 ? "1 duty" : `${duties.length} duties`} ended by ${cause}, and the time of each is over: ${commands}`,
    ),
  );
}

const lastWords = (isDone: boolean, count: number) =>
  isDone
    ? `${counted(count, "item")} may be taken again: ${invocation()} plan shows when their agents run next.`
    : `Nothing was changed: ${counted(count, "item")} would be free to be taken again.`;
