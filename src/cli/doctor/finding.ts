/** Something that a good neighbour would tell the owner of a workspace. */
export interface Finding {
  /** Its kind: stable, for programs. */
  readonly kind: string;
  readonly what: string;
  readonly why: string;
  /** A command that mends it, or begins to. */
  readonly mend: string;
}

/** Reads as "a, b, c and 4 more". */
export function few(names: readonly string[], most = 3): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
