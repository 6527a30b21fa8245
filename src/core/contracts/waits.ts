/** Something that has to come about elsewhere before an item goes on: "pr owner/repo#12 merged", "until 2026-11-23". */
export interface WaitQuestion {
  /** Its first word, in lower case: "pr". */
  readonly kind: string;
  /** The others: "owner/repo#12 merged". */
  readonly about: string;
  /** Epoch milliseconds: what was there before is not what is waited for. */
  readonly since: number;
}

/** "never": it cannot come about any more, or is none that can be understood; only a person can say what then. */
export interface WaitAnswer {
  readonly state: "pending" | "met" | "never";
  /** State that is there instead, or that has come about: a sentence without a subject, as of when it was looked at. */
  readonly reason: string;
}

/** Looks at what items wait for. */
export interface WaitResolver {
  readonly name: string;
  /** The kinds it can look at. */
  readonly kinds: readonly string[];
  /** Rejects when it cannot be looked at now. */
  look(question: WaitQuestion, signal: AbortSignal): Promise<WaitAnswer>;
}

/** Condition that one item waits for. An item that waits for several things waits for all of them. */
export interface Wait {
  /** "*" for an item that is the same for every workspace. */
  readonly workspace: string;
  readonly source: string;
  readonly item: string;
  readonly condition: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** When it was last looked at, epoch milliseconds; 0 for never. */
  readonly checked: number;
  readonly state: WaitAnswer["state"];
  readonly reason: string;
}

/** Ledger's record of waits. A session that ends as waiting writes them down; the item's next end takes them away. */
export interface WaitRecord {
  of(workspace: string): Promise<readonly Wait[]>;
  /** Adds a wait that an item is found to have; one that is known already stays as it is. */
  expect(wait: Wait): Promise<void>;
  /**
   * Writes down an answer. When nothing is left that an item waits for, it is free to be taken again, at the revision
   * it had.
   */
  saw(wait: Wait, answer: WaitAnswer, at: number): Promise<void>;
}

const MAX_CONDITIONS = 10;
const MAX_CONDITION_CHARS = 300;
/** gptme's words for ours. */
const TYPES: Readonly<Record<string, (ref: string) => string>> = {
  pr_ci: (ref) => `checks ${ref}`,
  pr_merged: (ref) => `pr ${ref} merged`,
  comment: (ref) => `comment ${ref}`,
  time: (ref) => `until ${ref}`,
  task: (ref) => `task ${ref}`,
};
const CONDITION = /^[a-z]+ +\S*[#@/\d]\S*(?: +[a-z]+)?$/i;

/**
 * Conditions in a `waiting_for`: texts, several of them with ";" between, gptme's `{type, ref}`, or a list of these.
 */
export function conditionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(conditionsIn).slice(0, MAX_CONDITIONS);
  if (typeof value === "object" && value !== null) return typed(value as Record<string, unknown>);
  const text = typeof value === "string" ? value : "";
  const parts = text
    .split(/;\s*(?:and\s+)?/)
    .map((part) => part.replaceAll(/\s+/g, " ").trim().slice(0, MAX_CONDITION_CHARS));
  return parts.filter(Boolean).slice(0, MAX_CONDITIONS);
}

/** True when a text looks like a condition: a word, what it is about, and perhaps a word more. */
export const isCondition = (text: string): boolean => CONDITION.test(text);

function typed({ type, ref }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof type !== "string" || typeof ref !== "string" || ref.trim() === "") return [];
  const condition = (TYPES[type] ?? ((about) => `${type} ${about}`))(ref.trim());
  return conditionsIn(condition);
}
