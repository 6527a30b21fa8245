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
