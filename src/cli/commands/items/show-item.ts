import type { ItemHistory, KnownItem } from "../../../core/contracts/item-history.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/text/nearest.ts";
import type { CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { orList } from "../../fleet/find-session.ts";
import { folderOf } from "../../fleet/folder-argument.ts";
import { withHistory } from "../../fleet/open-history.ts";
import { say, sayJson } from "../../views/print.ts";

interface Arguments extends CommonArguments {
  readonly id: string;
  readonly all: boolean;
}

/** So many items are told that may be meant, and looked at for one whose id is nearly right. */
const MOST_NEAR = 50;
const MOST_COMPARED = 2_000;

/** All that the ledger knows of an item; of each one, where several sources or workspaces have one with that id. */
export async function showItem(args: Arguments): Promise<number> {
  const folder = folderOf(args);
  const shown = await withHistory(folder, async ({ items }) => {
    const found = await itemsMeant(items, args.id);
    return Promise.all(found.map((item) => items.facts(item)));
  });
  if (args.json) {
    sayJson(shown);
    return EXIT.ok;
  }
  const [{ zoneLastRead }, { itemLines }] = await Promise.all([
    import("../../../config/reading.ts"),
    import("../../views/item-view.ts"),
  ]);
  const asked = { zone: zoneLastRead(folder), all: args.all };
  say(shown.map((facts) => itemLines(facts, asked).join("\n")).join("\n\n"));
  return EXIT.ok;
}

/** By its id; else the one item that has the text in its id or title. */
async function itemsMeant(items: ItemHistory, text: string): Promise<readonly KnownItem[]> {
  const named = text === "" ? [] : await items.called(text);
  if (named.length > 0) return named;
  const like = text === "" ? [] : await items.like(text, MOST_NEAR);
  const [one, another] = like;
  if (one && !another) return [one];
  if (one) throw new MidwatchError(`"${text}" could be ${orList(like.map(nameOf))}: write the whole id`);
  const all = await items.like("", MOST_COMPARED);
  const meant = didYouMean(
    text,
    all.map(({ id }) => id),
  );
  throw new MidwatchError(
    `no session has heard of an item "${text}"${meant}; midwatch sessions lists the latest ones, midwatch items what is on offer now`,
  );
}

const nameOf = ({ id, title }: KnownItem) => (id === title ? id : `${id} (${title})`);
