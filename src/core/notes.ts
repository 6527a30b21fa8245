import { parse } from "yaml";
import { ITEM_STATES, type ItemState } from "./contracts/work.ts";

/** What every prompt asks for at the end of the last message. */
export const NOTES_REQUEST = `When you are finished, end your last message with this block, filled in:

\`\`\`midwatch
item: done            # or progress, waiting, blocked, not-viable
reason: one sentence  # what was done; or waiting for what; or blocked on whom, for which action
\`\`\``;

/** The last notes block of a message, read tolerantly: small models write it badly. */
export function readNotes(text: string): { item: ItemState; reason: string } | undefined {
  const block = [...text.matchAll(/```+ *midwatch[^\n]*\n(?<body>[\s\S]*?)(?:```|$)/g)].at(-1)?.groups?.body;
  if (block === undefined) return undefined;
  const notes = asYaml(block) ?? asLines(block);
  const item = ITEM_STATES.find((state) => state === stateWord(notes.item));
  return item && { item, reason: textOf(notes.reason).trim() };
}

type Notes = Record<string, unknown>;

function asYaml(block: string): Notes | undefined {
  try {
    const value: unknown = parse(block, { maxAliasCount: 0, uniqueKeys: false });
    return typeof value === "object" && value !== null ? (value as Notes) : undefined;
  } catch {
    return undefined;
  }
}

/** "key: text" lines, for a block whose text is not YAML (a colon in the reason is enough). */
function asLines(block: string): Notes {
  const pairs = [...block.matchAll(/^ *(?<key>\w+) *: *(?<value>.*)$/gm)];
  return Object.fromEntries(pairs.map(({ groups = {} }) => [groups.key?.toLowerCase() ?? "", groups.value]));
}

const stateWord = (value: unknown) => textOf(value).trim().toLowerCase().replaceAll(/[ _]/g, "-");

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
