/** Surroundings of a node of a shell text. */
export interface Place {
  readonly input?: string | undefined;
  readonly choice?: string;
  readonly within?: number;
  /** True when what it prints goes to the next one of a pipeline. */
  readonly piped?: boolean;
}

/** The same without its pipes. */
export const chosen = ({ choice, within }: Place): Place => ({
  ...(choice !== undefined && { choice }),
  ...(within !== undefined && { within }),
});

/** A pattern of `case`. */
export function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$+.()|{}]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(value);
}
