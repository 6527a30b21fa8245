import type { Section } from "../../contracts/brief.ts";
import type { WorkItem } from "../../contracts/work.ts";
import { extentOf } from "../../rescues/words.ts";
import { label } from "../../trust/fence.ts";
import type { BriefFacts, KeptWork } from "../facts.ts";

const MAX_ITEM_TITLE_CHARS = 200;

/** The item, and why it was chosen. It stands in full after the brief. */
export function itemSection({ item, considered }: BriefFacts): Section {
  const why = considered.find(({ taken }) => taken)?.reason;
  const entries =
    item === undefined
      ? []
      : [itemLine(item), ...(why === undefined ? [] : [`- Chosen because: ${label(why, MAX_ITEM_TITLE_CHARS)}.`])];
  return { name: "item", title: "Your item", entries, tokens: 250 };
}

/** The words of strangers stand with the item itself, fenced; its name is theirs, too. */
const itemLine = ({ title, tier, source, untrusted }: WorkItem) =>
  untrusted
    ? `- One of ${source} (${tier}): by an author outside the fleet: it is fenced, name and all, after this brief`
    : `- **${label(title, MAX_ITEM_TITLE_CHARS)}** (${tier}, from ${source})`;

/** Work that an earlier session on this item had written when it was cut short. */
export function rescueSection({ rescued, kept = [] }: BriefFacts): Section {
  const name = { name: "rescued", title: "Work saved from an earlier session", tokens: 150 };
  const others = kept.map(keptLine);
  if (!rescued) return { ...name, entries: others };
  const { ref } = rescued.intent;
  const untried = `It is kept under ${ref}: a session starts from it where it fits.`;
  return {
    ...name,
    entries: [`- ${rescued.applied === undefined ? untried : placed(ref, rescued.applied)}`, ...others],
  };
}

const LONGEST_PLACE = 60;

/** A branch's name is its session's word: not where strangers may have had a part in that. */
function keptLine({ rescue, commit, origin }: KeptWork): string {
  const place = origin === undefined ? ` (${label(rescue.from, LONGEST_PLACE)})` : "";
  const what = `${extentOf(rescue)} of session ${rescue.session.slice(-8)}${place}`;
  return `- Not in your working tree, and a person's to decide about: ${what}; git show ${commit.slice(0, 12)} reads it.`;
}

const placed = (ref: string, applied: boolean) =>
  applied
    ? `It is in your working tree already, as a merge of ${ref}. Check it before you build on it.`
    : `It is kept under ${ref}, and conflicts with the newest state: it is not in your working tree.`;

const MOST_OTHERS = 8;
const CAME_FIRST = /came first$/;

/** Other work that was on offer: so that the session does not do it by the way, and it is not done twice. */
export function offerSection({ considered }: BriefFacts): Section {
  const others = considered.filter(({ taken }) => !taken);
  const entries = others.slice(0, MOST_OTHERS).map(({ item, reason }) => {
    const standing = CAME_FIRST.test(reason) ? "ready, for another session" : label(reason, MAX_ITEM_TITLE_CHARS);
    const where = `${item.tier}, ${item.source}`;
    if (item.untrusted) return { origin: `on offer in ${item.source}`, text: `${item.title} (${where})`, longest: 200 };
    return `- ${label(item.title, MAX_ITEM_TITLE_CHARS)} (${where}): ${standing}`;
  });
  return {
    name: "offer",
    title: "Not yours now: what else is on offer",
    entries,
    omitted: Math.max(0, others.length - MOST_OTHERS),
    tokens: 300,
  };
}
