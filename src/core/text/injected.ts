/** Tags that harnesses put around words of their own, which are meant for the model alone. */
const NAMES = [
  "system-reminder",
  "system-note",
  "system_warning",
  "local-command-[a-z]{1,20}",
  "command-(?:name|message|args|contents)",
  "bash-(?:input|stdout|stderr)",
  "task-notification",
  "user-prompt-submit-hook",
  "user-memory-input",
  "new-diagnostics",
  "ide_(?:selection|opened_file)",
  "tool_use_error",
  "persisted-output",
  "environment_context",
  "user_instructions",
  "system",
].join("|");

/** It means something else in the middle of a sentence. */
const GENERIC = "system";

// No two neighbours in it can share a long text between them: whoever wrote it could make that take hours.
const TOKEN = new RegExp(
  [
    "^[ \\t]{0,8}(?<fence>`{3,}|~{3,})[^\\n]*$",
    "(?<code>`[^`\\n]{1,200}`)",
    `<(?<slash>/?)(?<tag>${NAMES})(?:[ \\t][^<>\\n]{0,200})?>`,
  ].join("|"),
  "gim",
);

interface Token {
  readonly kind: "fence" | "code" | "open" | "close";
  /** The tag's name, or the fence itself. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A part of a message, and whether it goes on beyond the message's end. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
}

/**
 * Removes from an agent's message the words its harness has put there, and those it repeats of them: nothing is left
 * of a message that is only that. Text in a block of code, or between backticks, is quoted on purpose, and stays.
 */
export function withoutInjected(text: string): string {
  const blocks = injectedIn(text);
  if (blocks.length === 0) return text;
  let at = 0;
  const own = blocks.map(({ start, end }) => {
    const before = text.slice(at, start);
    at = end;
    return before;
  });
  return [...own, text.slice(at)].join("").trim();
}

/** True when a message ends within words that its harness has put there: more of them may come in another piece. */
export const endsInjected = (text: string): boolean => injectedIn(text).some(({ isOpen }) => isOpen);

function injectedIn(text: string): readonly Block[] {
  const tokens = [...text.matchAll(TOKEN)].map(tokenOf);
  const closes = closesOf(tokens);
  const blocks: Block[] = [];
  let at = 0;
  let fence = "";
  for (const [index, token] of tokens.entries()) {
    if (token.start < at) continue;
    if (token.kind === "fence") fence = fenceAfter(fence, token);
    const block = fence === "" ? blockAt(index, { text, tokens, closes, at }) : undefined;
    if (!block) continue;
    blocks.push(block);
    at = block.end;
  }
  return blocks;
}

function tokenOf(match: RegExpExecArray): Token {
  const { index: start, 0: whole, groups = {} } = match;
  const place = { start, end: start + whole.length };
  if (groups.fence !== undefined) return { kind: "fence", name: groups.fence, ...place };
  if (groups.tag === undefined) return { kind: "code", name: "", ...place };
  return { kind: groups.slash === "/" ? "close" : "open", name: groups.tag.toLowerCase(), ...place };
}

/** End of the block that a tag opens, by the tag: a closing tag closes the innermost that is open. */
function closesOf(tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const open = new Map<string, Token[]>();
  const closes = new Map<Token, number>();
  for (const token of tokens) {
    const stack = open.get(token.name) ?? [];
    open.set(token.name, stack);
    if (token.kind === "open") stack.push(token);
    const opened = token.kind === "close" ? stack.pop() : undefined;
    if (opened) closes.set(opened, token.end);
  }
  return closes;
}

/** A fence is closed by one of its own kind that is no shorter. */
function fenceAfter(fence: string, { name }: Token): string {
  if (fence === "") return name;
  return name.startsWith(fence) ? "" : fence;
}

interface Read {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly closes: ReadonlyMap<Token, number>;
  /** End of the last block. */
  readonly at: number;
}

/** A block that nothing closes reaches as far as the next block of code: an answer that stands in one is not lost. */
function blockAt(index: number, read: Read): Block | undefined {
  const { text, tokens, closes } = read;
  const token = tokens[index];
  if (!token || token.kind === "fence" || token.kind === "code") return undefined;
  const { kind, name, start, end } = token;
  const begins = beginsLine(read, start);
  if (name === GENERIC && !begins) return undefined;
  const close = kind === "close" ? end : closes.get(token);
  if (close !== undefined) return { start, end: close, isOpen: false };
  return begins ? { start, end: nextFence(tokens, index) ?? text.length, isOpen: true } : undefined;
}

function nextFence(tokens: readonly Token[], index: number): number | undefined {
  let next = index + 1;
  while (next < tokens.length && tokens[next]?.kind !== "fence") next++;
  return tokens[next]?.start;
}

/** A tag right behind another such block counts as one that begins a line. */
function beginsLine({ text, at }: Read, start: number): boolean {
  let before = start - 1;
  while (before >= at && (text[before] === " " || text[before] === "\t")) before--;
  return before < at || text[before] === "\n";
}
